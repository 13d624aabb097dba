using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>PdfPig's filters, whose results count together against what a file may expand to.</summary>
internal sealed class BoundedFilters : IFilterProvider
{
    private readonly DocumentSource _source;
    private readonly Dictionary<IFilter, IFilter> _bounded;

    public BoundedFilters(DocumentSource source)
    {
        _source = source;
        _bounded = DefaultFilterProvider.Instance.GetAllFilters().ToDictionary(filter => filter, Bound);
    }

    /// <summary>Streams so far of which only the beginning could be expanded.</summary>
    public int Damaged { get; private set; }

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) =>
        Bounded(DefaultFilterProvider.Instance.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) =>
        Bounded(DefaultFilterProvider.Instance.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => [.. _bounded.Values];

    private IReadOnlyList<IFilter> Bounded(IReadOnlyList<IFilter> filters) => [.. filters.Select(filter => _bounded[filter])];

    private IFilter Bound(IFilter filter) => filter switch
    {
        FlateFilter => new BoundedFlate(filter, _source, () => Damaged++),
        LzwFilter => new BoundedLzw(filter, _source),
        _ => new CountedFilter(filter, _source),
    };

    /// <summary>A filter whose results are at most some times as long as what it is given.</summary>
    private sealed class CountedFilter(IFilter inner, DocumentSource source) : IFilter
    {
        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            var output = inner.Decode(input, streamDictionary, filterProvider, filterIndex);
            source.Expansion.Charge(output.Length, source);
            return output;
        }
    }
}
