using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<CaptionLanguage, NGramSpace> _spaces = [];

    /// <inheritdoc/>
    public async ValueTask<NGramSpace> NGramsAsync(CaptionLanguage language, CancellationToken cancellationToken = default)
    {
        if (_spaces.TryGetValue(language, out var space)) return space;
        var captions = await memory.ScanAsync(_pictures, cancellationToken).Take(Counted)
            .Select(item => CaptionsOf(item, language)).Where(captions => captions.Length > 0).ToListAsync(cancellationToken);
        return _spaces.GetOrAdd(language, new NGramSpace(captions));
    }

    /// <inheritdoc/>
    public async ValueTask<CaptionPool?> NearestAsync(
        ReadOnlyMemory<float> embedding, CaptionLanguage language, CancellationToken cancellationToken = default)
    {
        var space = await NGramsAsync(language, cancellationToken);
        var query = new SearchQuery { Vector = embedding, K = _options.Count, Filter = _pictures };
        var neighbours = (await memory.SearchAsync(query, cancellationToken))
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
