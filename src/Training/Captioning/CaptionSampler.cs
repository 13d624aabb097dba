using Rag.Attention;
using Rag.Attention.Caches;
using Rag.Engine.Caption;

namespace Rag.Training.Captioning;

/// <summary>Draws captions by chance, word by word as likely as the decoder holds them; from the global generator (torch.manual_seed).</summary>
internal static class CaptionSampler
{
    /// <param name="lexicon">Of the words' numbers.</param>
    /// <param name="each">Captions of a picture.</param>
    /// <returns>For each picture its captions; a caption that is as long as may be need not have ended.</returns>
    public static int[][][] Sample(CaptionDecoder decoder, CaptionMemory pictures, CaptionLanguage language, Lexicon lexicon, int each)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var memory = decoder.Encode(pictures).Repeat(each);
        var projected = decoder.Project(memory);
        var caches = decoder.Layers.Select(_ => new GrowingCache()).ToArray();
        var self = caches.Select(cache => new AttentionContext { Cache = cache }).ToArray();
        var captions = Enumerable.Range(0, (int)memory.States.shape[0]).Select(_ => new List<int>()).ToArray();
        var ended = new bool[captions.Length];
        var told = Enumerable.Repeat((long)CaptionVocabulary.Begin(language), captions.Length).ToArray();
        try
        {
            for (var step = 0; step < decoder.Options.Words && !ended.All(isDone => isDone); step++)
            {
                using var inner = NewDisposeScope();
                var h = decoder.forward(decoder.Told(torch.tensor(told, told.Length, 1), torch.tensor(new long[] { step })), memory, projected, self); // (rows, 1, width)
                var next = torch.multinomial(decoder.Next(h, memory, lexicon.Count), 1).data<long>().ToArray(); // (rows)
                for (var row = 0; row < captions.Length; row++)
                {
                    ended[row] |= !CaptionVocabulary.IsWord((int)next[row]);
                    if (!ended[row]) captions[row].Add((int)next[row]);
                    told[row] = lexicon.Told((int)next[row]);
                }
            }
        }
        finally
        {
            foreach (var held in projected.Cast<IDisposable>().Concat(caches)) held.Dispose();
        }
        return [.. captions.Select(caption => caption.ToArray()).Chunk(each)];
    }
}
