using System.Globalization;

namespace Rag.Memory;

/// <summary>The two halves of an item's id.</summary>
internal readonly record struct ItemName(string Source, int Ordinal)
{
    /// <summary>Splits an id at its last <c>#</c>; null where it is none.</summary>
    public static ItemName? Parse(string id)
    {
        var split = id.LastIndexOf('#');
        return split > 0 && int.TryParse(id.AsSpan(split + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ordinal)
            ? new ItemName(id[..split], ordinal)
            : null;
    }
}
