using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>PdfPig's filters, whose results count together against what a file may expand to.</summary>
internal sealed class BoundedFilters : IFilterProvider
{
    private readonly Dictionary<IFilter, IFilter> _bounded;

    public BoundedFilters(DocumentSource source)
    {
        Budget = new ExpansionBudget(source);
        _bounded = DefaultFilterProvider.Instance.GetAllFilters().ToDictionary(filter => filter, Bound);
    }

    public ExpansionBudget Budget { get; }

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) =>
        Bounded(DefaultFilterProvider.Instance.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) =>
        Bounded(DefaultFilterProvider.Instance.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => [.. _bounded.Values];

    private IReadOnlyList<IFilter> Bounded(IReadOnlyList<IFilter> filters) => [.. filters.Select(filter => _bounded[filter])];

    private IFilter Bound(IFilter filter) => filter switch
    {
        FlateFilter => new BoundedFlate(filter, Budget),
        LzwFilter => new BoundedLzw(filter, Budget),
        _ => new CountedFilter(filter, Budget),
    };

    /// <summary>A filter whose results are at most some times as long as what it is given.</summary>
    private sealed class CountedFilter(IFilter inner, ExpansionBudget budget) : IFilter
    {
        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            var output = inner.Decode(input, streamDictionary, filterProvider, filterIndex);
            budget.Charge(output.Length);
            return output;
        }
    }
}
