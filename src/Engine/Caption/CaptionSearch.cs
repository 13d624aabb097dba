using Rag.Attention;
using Rag.Attention.Caches;
using Rag.Attention.Inference;

namespace Rag.Engine.Caption;

/// <summary>Writes the captions of several pictures at once, with caches: of each picture the few likeliest side by side.</summary>
internal sealed class CaptionSearch(CaptionDecoder decoder, Lexicon lexicon, CaptionWritingOptions options)
{
    private const double Least = 1e-30; // of a probability, before its logarithm
    private const int Spare = 8; // words that are looked at beside those wanted, as rules forbid some

    private readonly WritingRules _rules = new(lexicon, options.LeastWords);

    /// <summary>The finished captions of each picture, at most twice as many as beams; of a picture none of whose captions ended, the unfinished.</summary>
    public IReadOnlyList<IReadOnlyList<CaptionBeam>> Write(CaptionMemory pictures, CaptionLanguage language, CancellationToken cancellation = default)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (beams, count) = (options.Beams, (int)pictures.Patches.shape[0]);
        var memory = decoder.Encode(pictures).Repeat(beams);
        var projected = decoder.Project(memory);
        var caches = decoder.Layers.Select(_ => new GrowingCache()).ToArray();
        var self = caches.Select(cache => new AttentionContext { Cache = cache }).ToArray();
        List<CaptionBeam>[] open = [.. Enumerable.Range(0, count).Select(_ => new List<CaptionBeam> { CaptionBeam.Empty })];
        List<CaptionBeam>[] finished = [.. Enumerable.Range(0, count).Select(_ => new List<CaptionBeam>())];
        var told = Enumerable.Repeat((long)CaptionVocabulary.Begin(language), count * beams).ToArray();
        try
        {
            for (var step = 0; step <= decoder.Options.Words && open.Any(beam => beam.Count > 0); step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var h = decoder.forward(decoder.Told(torch.tensor(told, told.Length, 1), torch.tensor(new long[] { step })), memory, projected, self); // (rows, 1, width)
                var (likeliest, words) = decoder.Next(h, memory, lexicon.Count).clamp_min(Least).log().topk(Math.Min((2 * beams) + Spare, lexicon.Count), 1); // (rows, words)
                var (log, word, each) = (likeliest.Floats(), words.data<long>().ToArray(), (int)words.shape[1]);
                var rows = new long[told.Length];
                for (var picture = 0; picture < count; picture++)
                {
                    var ways = Ways(open[picture], picture * beams, log, word, each, mayEndOnly: step == decoder.Options.Words);
                    finished[picture].AddRange(ways.Take(beams).Where(way => way.Word == CaptionVocabulary.End).Select(way => way.Longer));
                    Way[] going = finished[picture].Count >= 2 * beams ? [] : [.. ways.Where(way => way.Word != CaptionVocabulary.End).Take(beams)];
                    if (going.Length > 0 || finished[picture].Count > 0) open[picture] = [.. going.Select(way => way.Longer)];
                    else (finished[picture], open[picture]) = (open[picture], []);
                    for (var i = 0; i < beams; i++)
                    {
                        var row = (picture * beams) + i;
                        (rows[row], told[row]) = i < going.Length ? (going[i].Row, lexicon.Told(going[i].Word)) : (picture * beams, CaptionVocabulary.Unknown);
                    }
                }
                var order = torch.tensor(rows);
                foreach (var cache in caches) cache.Reorder(order);
            }
        }
        finally
        {
            foreach (var held in projected.Cast<IDisposable>().Concat(caches)) held.Dispose();
        }
        return [.. finished.Zip(open, (done, going) => done.Count > 0 ? done : going)];
    }

    /// <summary>How the captions of a picture may go on, the likeliest first.</summary>
    private List<Way> Ways(List<CaptionBeam> open, int firstRow, float[] log, long[] word, int each, bool mayEndOnly)
    {
        var ways = new List<Way>();
        foreach (var (i, beam) in open.Index())
        {
            for (var at = (firstRow + i) * each; at < (firstRow + i + 1) * each; at++)
            {
                var next = (int)word[at];
                if (_rules.Allows(beam.Words, next) && (!mayEndOnly || next == CaptionVocabulary.End)) ways.Add(new Way(firstRow + i, next, beam, beam.LogProbability + log[at]));
            }
        }
        ways.Sort((one, other) => other.LogProbability.CompareTo(one.LogProbability));
        return ways;
    }

    /// <summary>How a caption may go on.</summary>
    /// <param name="LogProbability">Of the caption with the word.</param>
    private sealed record Way(long Row, int Word, CaptionBeam Before, double LogProbability)
    {
        public CaptionBeam Longer => Word == CaptionVocabulary.End
            ? Before with { LogProbability = LogProbability }
            : new CaptionBeam([.. Before.Words, Word], LogProbability);
    }
}
