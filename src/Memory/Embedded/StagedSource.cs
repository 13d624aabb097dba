namespace Rag.Memory.Embedded;

/// <summary>What the next commit puts in place of a source.</summary>
internal sealed record StagedSource(string Name, string ContentHash, IReadOnlyList<Item> Items)
{
    /// <summary>About how many bytes its items take.</summary>
    public long RoughLength => Items.Sum(item => 100L + item.Text.Length + 4 * item.Embedding.Length + item.States.Length);
}

/// <summary>The two halves of an item's id.</summary>
internal readonly record struct ItemName(string Source, int Ordinal)
{
    /// <summary>Splits an id at its last <c>#</c>; null where it is none.</summary>
    public static ItemName? Parse(string id)
    {
        var split = id.LastIndexOf('#');
        return split > 0 && int.TryParse(id.AsSpan(split + 1), System.Globalization.NumberStyles.AllowLeadingSign,
            System.Globalization.CultureInfo.InvariantCulture, out var ordinal)
            ? new ItemName(id[..split], ordinal)
            : null;
    }
}
