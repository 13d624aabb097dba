using Rag.Files;
using Rag.Memory;
using Rag.Memory.Filters;

namespace Rag.Engine.Caption.Retrieval;

/// <summary>
/// The pictures of a collection that have words: each line of a picture's text is a caption, in the language its characters tell. What is rare is
/// learned from the first of them.
/// </summary>
/// <param name="memory">Its pictures' embeddings are of the encoder that asks; the caller disposes of it, later than of this.</param>
public sealed class CollectionCaptions(IMemory memory, NeighbourOptions? options = null) : ICaptionSource
{
    private const int Counted = 10_000; // pictures that n-grams are counted in
    private static readonly Filter _pictures = Filter.Equal(Field.Modality, "image");

    private readonly NeighbourOptions _options = options ?? new NeighbourOptions();
    private readonly Dictionary<CaptionLanguage, NGramSpace> _spaces = [];
    private readonly Lock _counting = new();

    /// <inheritdoc/>
    public NGramSpace NGrams(CaptionLanguage language)
    {
        lock (_counting)
        {
            if (!_spaces.TryGetValue(language, out var space))
                _spaces[language] = space = new NGramSpace(memory.Scan(_pictures).Take(Counted).Select(item => CaptionsOf(item, language)).Where(captions => captions.Length > 0));
            return space;
        }
    }

    /// <inheritdoc/>
    public CaptionPool? Nearest(ReadOnlySpan<float> embedding, CaptionLanguage language)
    {
        var space = NGrams(language);
        var neighbours = memory.Search(new SearchQuery { Vector = embedding.ToArray(), K = _options.Count, Filter = _pictures })
            .Select(hit => (hit.Score, (IReadOnlyList<PooledCaption>)[.. CaptionsOf(hit.Item, language).Select(words => new PooledCaption(words, space.Of(words), hit.Item.Source))]))
            .Where(neighbour => neighbour.Item2.Count > 0)
            .ToList();
        return neighbours.Count == 0 ? null : CaptionPool.Of(neighbours, _options);
    }

    private static string[][] CaptionsOf(Item item, CaptionLanguage language) =>
    [
        .. item.Text.Split('\n')
            .Where(line => line.Any(Cjk.IsHan) == (language == CaptionLanguage.Zh))
            .Select(CaptionWords.Of)
            .Where(words => words.Length > 0),
    ];
}
