using Rag.Memory.Vectors;

namespace Rag.Engine.Caption.Retrieval;

/// <summary>A captioned picture as memory holds it.</summary>
/// <param name="Source">What it is called.</param>
/// <param name="Embedding">Of the picture, of length 1.</param>
/// <param name="CaptionEmbedding">The mean of its captions' embeddings, of length 1, or empty where these were not embedded.</param>
/// <param name="Captions">By language.</param>
public sealed record RememberedPicture(
    string Source, float[] Embedding, float[] CaptionEmbedding, IReadOnlyDictionary<CaptionLanguage, IReadOnlyList<string>> Captions);

/// <summary>Captioned pictures in memory, all of which are compared with what is looked up.</summary>
public sealed class CaptionedSet : ICaptionSource
{
    private readonly IReadOnlyList<RememberedPicture> _pictures;
    private readonly NeighbourOptions _options;
    private readonly float[] _directions; // of the pictures, one after the other: what an embedding is multiplied by to get its score
    private readonly Dictionary<CaptionLanguage, NGramSpace> _spaces = [];
    private readonly Dictionary<CaptionLanguage, PooledCaption[][]> _captions = []; // of each picture

    /// <param name="pictures">One or more; their embeddings have one length.</param>
    public CaptionedSet(IReadOnlyList<RememberedPicture> pictures, NeighbourOptions? options = null)
    {
        (_pictures, _options) = (pictures, options ?? new NeighbourOptions());
        _directions = [.. pictures.SelectMany(Direction)];
        foreach (var language in Enum.GetValues<CaptionLanguage>())
        {
            var words = pictures.Select(picture => picture.Captions[language].Select(CaptionWords.Of).ToArray()).ToArray();
            var space = new NGramSpace(words.Where(captions => captions.Length > 0));
            _spaces[language] = space;
            _captions[language] = [.. words.Select((captions, i) => captions.Select(caption => new PooledCaption(caption, space.Of(caption), pictures[i].Source)).ToArray())];
        }
    }

    /// <summary>The pictures.</summary>
    public IReadOnlyList<RememberedPicture> Pictures => _pictures;

    /// <summary>The n-grams of its captions in a language.</summary>
    public NGramSpace NGrams(CaptionLanguage language) => _spaces[language];

    /// <summary>The captions of the pictures that are most like one.</summary>
    /// <param name="embedding">Of the picture, of length 1.</param>
    /// <returns>Null where there are none in that language.</returns>
    public CaptionPool? Nearest(ReadOnlySpan<float> embedding, CaptionLanguage language) => Nearest(embedding, language, except: null);

    /// <param name="except">A picture that is passed over: the one itself, while learning.</param>
    /// <inheritdoc cref="Nearest(ReadOnlySpan{float}, CaptionLanguage)"/>
    public CaptionPool? Nearest(ReadOnlySpan<float> embedding, CaptionLanguage language, int? except)
    {
        var captions = _captions[language];
        var neighbours = Ranked(embedding)
            .Where(picture => picture.Index != except && captions[picture.Index].Length > 0)
            .Take(_options.Count)
            .Select(picture => ((double)picture.Score, (IReadOnlyList<PooledCaption>)captions[picture.Index]))
            .ToList();
        return neighbours.Count == 0 ? null : CaptionPool.Of(neighbours, _options);
    }

    /// <summary>The captions of the one picture that is most like it, or none.</summary>
    public IReadOnlyList<PooledCaption> OfNearest(ReadOnlySpan<float> embedding, CaptionLanguage language) => _captions[language][Ranked(embedding).First().Index];

    ValueTask<NGramSpace> ICaptionSource.NGramsAsync(CaptionLanguage language, CancellationToken cancellationToken) => new(NGrams(language));

    ValueTask<CaptionPool?> ICaptionSource.NearestAsync(
        ReadOnlyMemory<float> embedding, CaptionLanguage language, CancellationToken cancellationToken) => new(Nearest(embedding.Span, language));

    /// <summary>All pictures by their scores, the best first.</summary>
    private IEnumerable<(int Index, float Score)> Ranked(ReadOnlySpan<float> embedding)
    {
        var scores = new float[_pictures.Count];
        for (var i = 0; i < scores.Length; i++) scores[i] = DotProduct.Of(embedding, _directions.AsSpan(i * embedding.Length, embedding.Length));
        return scores.Select((score, index) => (index, score)).OrderByDescending(picture => picture.score);
    }

    /// <summary>The mean of a picture's and its captions' embedding: the score is the mean of both cosines.</summary>
    private static IEnumerable<float> Direction(RememberedPicture picture) => picture.CaptionEmbedding.Length == 0
        ? picture.Embedding
        : picture.Embedding.Zip(picture.CaptionEmbedding, (seen, said) => (seen + said) / 2);
}
