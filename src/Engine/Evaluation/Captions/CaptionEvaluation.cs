using Rag.Attention.Inference;
using Rag.Encoders.Images.Hybrid;
using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;

namespace Rag.Engine.Evaluation.Captions;

/// <summary>Measures a captioner beside captions that need none: the commonest, the nearest picture's, and that which the neighbours agree on.</summary>
public sealed class CaptionEvaluation
{
    private const int Batch = 16;

    private readonly PictureStates _seen;
    private readonly IReadOnlyList<IReadOnlyList<string[]>> _references;
    private readonly CaptionedSet _memory;
    private readonly CaptionLanguage _language;
    private readonly float[][] _embeddings;
    private readonly CaptionPool[] _pools;

    /// <param name="seen">The pictures, see <see cref="SeenPictures"/>; they stay the caller's.</param>
    /// <param name="captions">What people wrote of each picture.</param>
    /// <param name="memory">Other pictures, with captions.</param>
    /// <exception cref="BadInputException">There is no picture, one has no caption, or the memory has none in the language.</exception>
    public CaptionEvaluation(PictureStates seen, IReadOnlyList<IReadOnlyList<string>> captions, CaptionedSet memory, CaptionLanguage language)
    {
        if (captions.Count == 0 || captions.Any(ofPicture => ofPicture.Count == 0)) throw new BadInputException("every picture that is measured wants a caption in the language, and there must be one");
        (_seen, _memory, _language) = (seen, memory, language);
        _references = [.. captions.Select(ofPicture => ofPicture.Select(CaptionWords.Of).ToArray())];
        _embeddings = [.. seen.Embeddings.Floats().Chunk((int)seen.Embeddings.shape[1])];
        var pools = new CaptionPool?[_embeddings.Length];
        Parallel.For(0, pools.Length, i => pools[i] = memory.Nearest(_embeddings[i], language));
        _pools = [.. pools.Select(pool => pool ?? throw new BadInputException("the memory has no captions in that language"))];
    }

    /// <summary>Everything that the captioner proposes for each picture.</summary>
    public IReadOnlyList<IReadOnlyList<CaptionCandidate>> Propose(
        Captioner captioner, MemoryUse use, CaptionWritingOptions options, IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        var proposed = new List<IReadOnlyList<CaptionCandidate>>();
        CaptionPool?[] pools = [.. _pools.Select((pool, i) => use switch
        {
            MemoryUse.On => pool,
            MemoryUse.Shuffled => _pools[(i + (_pools.Length / 2)) % _pools.Length],
            _ => null,
        })];
        foreach (var batch in Enumerable.Range(0, _pools.Length).Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            var patches = _seen.Patches.narrow(0, batch[0], batch.Length).to_type(float32);
            proposed.AddRange(captioner.Propose(patches, pools[batch[0]..(batch[^1] + 1)], _memory.NGrams(_language), options, cancel));
            progress?.Report(new EvaluationProgress(proposed.Count, _pools.Length));
        }
        return proposed;
    }

    /// <summary>What is measured of the candidates that a weight of agreement chooses.</summary>
    /// <param name="of">Which pictures count; null for all.</param>
    public CaptionFigures Judge(IReadOnlyList<IReadOnlyList<CaptionCandidate>> proposed, double agreementWeight, Func<int, bool>? of = null) =>
        Judge([.. proposed.Select(candidates => Chosen(candidates, agreementWeight))], of);

    /// <summary>How many pictures people named one of these words of, and how many of their captions name one that people did.</summary>
    public (int Pictures, int Named) Named(IReadOnlyList<IReadOnlyList<CaptionCandidate>> proposed, double agreementWeight, IReadOnlyList<string> words)
    {
        var shown = Enumerable.Range(0, _references.Count)
            .Select(i => (Picture: i, Words: _references[i].SelectMany(reference => reference).Intersect(words).ToHashSet()))
            .Where(picture => picture.Words.Count > 0).ToList();
        return (shown.Count, shown.Count(picture => Chosen(proposed[picture.Picture], agreementWeight).Any(picture.Words.Contains)));
    }

    /// <summary>The same caption of all pictures: the one that was written most often.</summary>
    public CaptionFigures MostFrequent()
    {
        var commonest = _memory.Pictures.SelectMany(picture => picture.Captions[_language]).Select(CaptionWords.Of)
            .CountBy(words => string.Join(' ', words)).OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).First().Key.Split(' ');
        return Judge([.. _pools.Select(_ => commonest)]);
    }

    /// <summary>The first caption of the nearest picture.</summary>
    public CaptionFigures Nearest() => Judge([.. _embeddings.Select((embedding, i) => _memory.OfNearest(embedding, _language) is [var first, ..] ? first.Words : _pools[i].Captions[0].Words)]);

    /// <summary>The neighbours' caption that agrees best with the others.</summary>
    public CaptionFigures Consensus() => Judge([.. _pools.Select(pool => pool.Best(1, int.MaxValue)[0].Words)]);

    private static string[] Chosen(IReadOnlyList<CaptionCandidate> candidates, double agreementWeight) =>
        candidates.MaxBy(candidate => candidate.Score(agreementWeight))!.Words;

    private CaptionFigures Judge(string[][] written, Func<int, bool>? of = null)
    {
        int[] counted = [.. Enumerable.Range(0, written.Length).Where(of ?? (_ => true))];
        return CaptionFigures.Of([.. counted.Select(i => written[i])], [.. counted.Select(i => _references[i])]);
    }
}
