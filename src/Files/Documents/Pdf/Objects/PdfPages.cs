namespace Rag.Files.Documents.Pdf.Objects;

/// <summary>A page with what it inherits from the page tree.</summary>
internal sealed record PdfPage(PdfDictionary Dictionary, PdfDictionary Resources, int Rotation);

/// <summary>Walks the page tree (ISO 32000-2, 7.7.3), which may be deep, cyclic or broken, without recursion.</summary>
internal static class PdfPages
{
    private const int MaxPages = 100_000;

    /// <summary>The pages in order; none if the tree has no root.</summary>
    public static List<PdfPage> Read(PdfFile file)
    {
        var pages = new List<PdfPage>();
        if (Root(file) is not { } root) return pages;
        var seen = new HashSet<PdfDictionary>(ReferenceEqualityComparer.Instance);
        var open = new Stack<PdfPage>();
        open.Push(new PdfPage(root, PdfDictionary.Empty, 0));
        while (open.TryPop(out var node) && pages.Count < MaxPages)
        {
            if (!seen.Add(node.Dictionary)) continue;
            node = node with
            {
                Resources = file.GetDictionary(node.Dictionary, "Resources") ?? node.Resources,
                Rotation = (int)file.GetNumber(node.Dictionary, "Rotate", node.Rotation),
            };
            if (file.Get<PdfArray>(node.Dictionary, "Kids") is not { } kids)
            {
                pages.Add(node);
                continue;
            }
            for (var i = kids.Items.Count - 1; i >= 0; i--)
            {
                if (file.Resolve(kids.Items[i]) is PdfDictionary kid) open.Push(node with { Dictionary = kid });
            }
        }
        return pages;
    }

    private static PdfDictionary? Root(PdfFile file)
    {
        var catalog = file.Get<PdfDictionary>(file.Trailer, "Root");
        if (catalog is null || catalog["Pages"] is null)
        {
            catalog = file.ObjectNumbers.Select(file.Object).OfType<PdfDictionary>()
                .FirstOrDefault(candidate => file.GetName(candidate, "Type") == "Catalog");
        }
        return catalog is null ? null : file.Get<PdfDictionary>(catalog, "Pages");
    }
}
