using Rag.Attention;
using Rag.Attention.Caches;
using Rag.Attention.Inference;
using Rag.Attention.Probes;

namespace Rag.Engine.Ask.Reading;

/// <summary>A piece that the decoder wrote.</summary>
/// <param name="Item">The token of the memory that it points at most, passage after passage.</param>
/// <param name="Probability">Of the piece.</param>
/// <param name="Copied">The part of that which came from pointing.</param>
internal sealed record WrittenToken(int Id, int Item, double Probability, double Copied, float[] Pointed);

/// <summary>Writes an answer token by token, always the likeliest, with caches.</summary>
internal sealed class AnswerWriter(ReaderModel model)
{
    /// <param name="question">One.</param>
    /// <param name="live">Of its passages.</param>
    /// <param name="passages">Their tokens.</param>
    /// <param name="retrieval">How well each was retrieved, (1, passages).</param>
    /// <param name="end">The piece that ends texts.</param>
    /// <returns>The pieces, without the end, and the mean of each head's gate over them: [layer][head].</returns>
    public (IReadOnlyList<WrittenToken> Tokens, IReadOnlyList<IReadOnlyList<double>> Gates, double EndProbability) Write(
        EncodedQuestions question, LiveStates live, TokenBatch passages, Tensor retrieval, int end, WritingOptions options)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var decoder = model.Decoder;
        var memory = decoder.Remember(live.Memory, passages, retrieval);
        var guide = options.FollowsSpans ? new SpanGuide(live, passages) : null;
        var projected = decoder.Project(memory);
        var caches = decoder.Layers.Select(_ => new GrowingCache()).ToArray();
        var probes = decoder.Layers.Select(_ => new AttentionProbe()).ToArray();
        var (self, cross) = (caches.Select(cache => new AttentionContext { Cache = cache }).ToArray(), probes.Select(probe => new AttentionContext { Probe = probe }).ToArray());
        var (tokens, gates, endProbability) = (new List<WrittenToken>(), new List<double[][]>(), 1.0);
        foreach (var layer in decoder.Layers) layer.Attention.Gate.Frozen = options.Gate is { } gate ? [gate] : null;
        try
        {
            var told = torch.cat([question.States, decoder.Begin(1)], 1); // (1, question + 1, width)
            while (tokens.Count < model.Options.AnswerTokens)
            {
                using var step = NewDisposeScope();
                var h = decoder.forward(told, null, memory, projected, self, cross);
                var next = Likeliest(h.narrow(1, h.shape[1] - 1, 1), memory, guide?.Bias(tokens), end);
                gates.Add([.. probes.Select(GateOf)]);
                if (next.Id == end)
                {
                    endProbability = next.Probability;
                    break;
                }
                tokens.Add(next);
                var (id, item) = (torch.tensor(new long[] { next.Id }, 1, 1, device: h.device), torch.tensor(new long[] { next.Item }, 1, 1, device: h.device));
                told = decoder.Told(id, item, memory, tokens.Count - 1).MoveToOuterDisposeScope();
            }
        }
        finally
        {
            foreach (var held in projected.Cast<IDisposable>().Concat(caches).Concat(probes)) held.Dispose();
        }
        return (tokens, [.. decoder.Layers.Select((_, layer) => (IReadOnlyList<double>)[.. Enumerable.Range(0, gates[0][layer].Length).Select(head => gates.Average(step => step[layer][head]))])], endProbability);
    }

    private WrittenToken Likeliest(Tensor h, DecoderMemory memory, Tensor? bias, int end)
    {
        var output = model.Decoder.Point(h, memory, bias);
        var copies = output.Copies.flatten(); // (1)
        var pointed = output.Pointed.flatten(); // (1 + items)
        var ids = functional.pad(memory.Ids.flatten(), [1, 0], value: end); // (1 + items)
        var copied = torch.zeros(model.Options.Vocabulary, device: h.device).scatter_add_(0, ids, copies * pointed); // (vocabulary)
        var both = copied + ((1 - copies) * model.Decoder.Vocabulary(h).flatten().exp());
        var id = both.argmax();
        var place = pointed.masked_fill(ids.ne(id), -1).argmax() - 1;
        var numbers = torch.cat([id.to_type(float32).view(1), place.to_type(float32).view(1), both[id].view(1), copied[id].view(1)]).cpu().Floats();
        return new WrittenToken((int)numbers[0], Math.Max(0, (int)numbers[1]), numbers[2], numbers[3], pointed.narrow(0, 1, pointed.shape[0] - 1).cpu().Floats());
    }

    /// <summary>Of the last token, one a head.</summary>
    private static double[] GateOf(AttentionProbe probe)
    {
        using var scope = NewDisposeScope();
        var gate = probe.Gate!; // (1, heads, tokens, 1)
        return [.. gate.select(2, gate.shape[2] - 1).flatten().cpu().Floats().Select(g => (double)g)];
    }
}
