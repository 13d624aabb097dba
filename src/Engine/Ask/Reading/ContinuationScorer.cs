using Rag.Attention.Inference;

namespace Rag.Engine.Ask.Reading;

/// <summary>How likely the gated decoder holds a given text to be, piece by piece, each after those before it.</summary>
internal static class ContinuationScorer
{
    /// <param name="question">What comes before the text: one.</param>
    /// <param name="live">Of its passages.</param>
    /// <param name="passages">Their tokens.</param>
    /// <param name="retrieval">How well each was retrieved, (1, passages).</param>
    /// <param name="pieces">The text, one piece at the least.</param>
    /// <returns>log p of each piece.</returns>
    public static float[] Score(GatedDecoder decoder, EncodedQuestions question, LiveStates live, TokenBatch passages, Tensor retrieval, IReadOnlyList<int> pieces)
    {
        using var scope = NewDisposeScope();
        var memory = decoder.Remember(live.Memory, passages, retrieval);
        var told = torch.cat([question.States, decoder.Begin(1)], 1); // (1, question + 1, width)
        if (pieces.Count > 1)
        {
            int[] before = [.. pieces.SkipLast(1)];
            var places = Places(before, memory.Ids.cpu().data<long>().ToArray());
            told = torch.cat([told, decoder.Told(Row(before.Select(id => (long)id)), Row(places), memory)], 1);
        }
        var projected = decoder.Project(memory);
        var h = decoder.forward(told, null, memory, projected).narrow(1, question.States.shape[1], pieces.Count); // (1, pieces, width)
        foreach (var cache in projected) cache.Dispose();
        var output = decoder.Point(h, memory);
        var wanted = Row(pieces.Select(id => (long)id)).squeeze(0).unsqueeze(1); // (pieces, 1)
        var isWanted = memory.Ids.eq(wanted).logical_and(memory.IsText).to_type(float32); // (pieces, items)
        var copied = (output.Pointed.squeeze(0).narrow(1, 1, isWanted.shape[1]) * isWanted).sum(1); // (pieces)
        var drawn = decoder.Vocabulary(h.squeeze(0)).gather(1, wanted).squeeze(1).exp();
        var copies = output.Copies.flatten();
        return ((copies * copied) + ((1 - copies) * drawn)).clamp_min(1e-9).log().Floats();
    }

    // A piece was copied from behind the one before it where it stands there too, else from where it stands first.
    private static List<long> Places(IReadOnlyList<int> pieces, long[] ids)
    {
        var places = new List<long>();
        foreach (var piece in pieces)
        {
            var next = places is [.., var last] ? last + 1 : 0;
            places.Add(next < ids.Length && ids[next] == piece ? next : Math.Max(0, Array.IndexOf(ids, piece)));
        }
        return places;
    }

    private static Tensor Row(IEnumerable<long> numbers) => torch.tensor(numbers.ToArray()).unsqueeze(0);
}
