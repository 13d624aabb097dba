using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Attention.Probes;

namespace Rag.Engine.Caption;

/// <summary>Has the decoder read a caption again that it wrote, and listens to where it looks.</summary>
internal static class CaptionExplainer
{
    /// <param name="picture">Of one picture.</param>
    /// <param name="ids">The caption, one word at the least; numbers of <paramref name="lexicon"/>.</param>
    /// <param name="sources">Of the captions of the memory, by rank.</param>
    public static IReadOnlyList<ExplainedWord> Explain(
        CaptionDecoder decoder, CaptionMemory picture, Lexicon lexicon, CaptionLanguage language, IReadOnlyList<int> ids, IReadOnlyList<string> sources)
    {
        using var scope = NewDisposeScope();
        var memory = decoder.Encode(picture);
        var projected = decoder.Project(memory);
        var probes = decoder.Layers.Select(_ => new AttentionProbe()).ToArray();
        try
        {
            long[] told = [CaptionVocabulary.Begin(language), .. ids.SkipLast(1).Select(id => (long)lexicon.Told(id))];
            var h = decoder.forward(
                decoder.Told(torch.tensor(told, 1, told.Length), torch.arange(told.Length, dtype: int64)), memory, projected,
                cross: [.. probes.Select(probe => new AttentionContext { Probe = probe })]); // (1, words, width)
            var read = torch.stack([.. probes.Select(probe => (probe.Gate! * probe.Weights!).mean([1]).squeeze(0))]).mean([0]); // (words, null + cells + retrieved)
            var gates = torch.stack([.. probes.Select(probe => probe.Gate!.mean([1]).flatten())]).mean([0]).Floats(); // (words)
            var (pointed, copies) = decoder.Point(h, memory);
            var drawn = decoder.Vocabulary(h).squeeze(0).exp(); // (words, vocabulary)
            var (width, cells, retrieved) = ((int)read.shape[1], (int)memory.Cells, (int)memory.Words.shape[1]);
            var (attention, pointer, copying) = (read.Floats(), pointed.Floats(), copies.Floats());
            var (words, ranks, isRead) = (memory.Words.data<long>().ToArray(), picture.Ranks.data<long>().ToArray(), picture.IsRead.data<bool>().ToArray());
            return [.. ids.Select((id, i) =>
            {
                var row = attention.AsSpan(i * width, width);
                var ofWord = pointer.AsSpan(i * retrieved, retrieved);
                var (best, copied) = (-1, 0.0);
                for (var j = 0; j < retrieved; j++)
                {
                    if (!isRead[j] || words[j] != id) continue;
                    copied += copying[i] * ofWord[j];
                    if (best < 0 || ofWord[j] > ofWord[best]) best = j;
                }
                var fromVocabulary = id < drawn.shape[1] ? (1 - copying[i]) * drawn[i, id].item<float>() : 0;
                return new ExplainedWord(
                    lexicon.Word(id), row.Slice(1, cells).ToArray(), Sum(row[(1 + cells)..]), gates[i], copied / Math.Max(1e-9, copied + fromVocabulary),
                    best < 0 ? null : sources[(int)ranks[best]]);
            })];
        }
        finally
        {
            foreach (var held in projected.Cast<IDisposable>().Concat(probes)) held.Dispose();
        }
    }

    private static double Sum(ReadOnlySpan<float> numbers)
    {
        var sum = 0.0;
        foreach (var number in numbers) sum += number;
        return sum;
    }
}
