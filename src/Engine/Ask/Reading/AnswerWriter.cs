using Rag.Attention;
using Rag.Attention.Caches;
using Rag.Attention.Inference;
using Rag.Attention.Probes;

namespace Rag.Engine.Ask.Reading;

/// <summary>Writes answers token by token, with caches: the few likeliest side by side, of which the best is taken.</summary>
internal sealed class AnswerWriter(ReaderModel model)
{
    /// <param name="question">One.</param>
    /// <param name="live">Of its passages.</param>
    /// <param name="passages">Their tokens.</param>
    /// <param name="retrieval">How well each was retrieved, (1, passages).</param>
    /// <param name="end">The piece that ends texts.</param>
    public AnswerBeam Write(EncodedQuestions question, LiveStates live, TokenBatch passages, Tensor retrieval, int end, WritingOptions options)
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
        List<AnswerBeam> beams = [AnswerBeam.Empty], finished = [];
        foreach (var layer in decoder.Layers) layer.Attention.Gate.Frozen = options.Gate is { } gate ? [gate] : null;
        try
        {
            var told = torch.cat([question.States, decoder.Begin(1)], 1); // (1, question + 1, width)
            for (var piece = 0; piece < model.Options.AnswerTokens; piece++)
            {
                using var step = NewDisposeScope();
                var h = decoder.forward(told, null, memory, projected, self, cross);
                var next = Next(h.narrow(1, h.shape[1] - 1, 1), memory, guide, beams, probes, end, options.Beams);
                finished.AddRange(next.Take(options.Beams).Where(way => way.Token.Id == end).Select(way => way.Finished(beams)));
                var open = next.Where(way => way.Token.Id != end).Take(options.Beams).ToList();
                beams = [.. open.Select(way => way.Longer(beams))];
                if (finished.Count >= options.Beams) break;

                if (piece == 0 && open.Count > 1)
                {
                    memory = memory.Expand(open.Count);
                    foreach (var layer in projected) layer.Reorder(torch.zeros(open.Count, int64, h.device));
                }
                var rows = torch.tensor(open.Select(way => (long)way.Row).ToArray(), device: h.device);
                foreach (var cache in caches) cache.Reorder(rows);
                told = decoder.Told(
                    torch.tensor(open.Select(way => (long)way.Token.Id).ToArray(), open.Count, 1, device: h.device),
                    torch.tensor(open.Select(way => (long)way.Token.Item).ToArray(), open.Count, 1, device: h.device), memory, piece).MoveToOuterDisposeScope();
            }
        }
        finally
        {
            foreach (var held in projected.Cast<IDisposable>().Concat(caches).Concat(probes)) held.Dispose();
        }
        return (finished.Count > 0 ? finished : beams).MaxBy(beam => beam.Score(options.LengthPenalty))!;
    }

    /// <summary>The likeliest pieces after all beams together, best first; enough of them that as many beams can go on.</summary>
    private List<Way> Next(Tensor h, DecoderMemory memory, SpanGuide? guide, List<AnswerBeam> beams, AttentionProbe[] probes, int end, int count)
    {
        var output = model.Decoder.Point(h, memory);
        var (copies, pointed) = (output.Copies.squeeze(1), output.Pointed.squeeze(1)); // (beams, 1), (beams, 1 + items)
        var vocabulary = (1 - copies) * model.Decoder.Vocabulary(h).squeeze(1).exp(); // (beams, vocabulary)
        if (guide is not null)
        {
            pointed = Guided(guide, beams, pointed, copies * pointed.narrow(1, 0, 1) + vocabulary.narrow(1, end, 1));
            (copies, vocabulary) = (torch.ones_like(copies), torch.zeros_like(vocabulary)); // what follows the spans is copied whole
        }
        var ids = functional.pad(memory.Ids, [1, 0], value: end); // (beams, 1 + items)
        var copied = torch.zeros_like(vocabulary).scatter_add_(1, ids, copies * pointed); // (beams, vocabulary)
        var both = copied + vocabulary;
        var (likeliest, pieces) = both.topk(count + 1, 1); // (beams, count + 1)
        var place = pointed.unsqueeze(1).masked_fill(ids.unsqueeze(1).ne(pieces.unsqueeze(2)), -1).argmax(2) - 1; // (beams, count + 1)
        var (p, c) = (likeliest.cpu().Floats(), copied.gather(1, pieces).cpu().Floats());
        var (id, item) = (pieces.cpu().data<long>().ToArray(), place.cpu().data<long>().ToArray());
        var weights = pointed.narrow(1, 1, pointed.shape[1] - 1).cpu().Floats().Chunk((int)pointed.shape[1] - 1).ToArray();
        var gates = beams.Select((_, row) => probes.Select(probe => GateOf(probe, row)).ToArray()).ToArray();
        return [.. Enumerable.Range(0, id.Length)
            .OrderByDescending(i => beams[i / (count + 1)].LogProbability + Math.Log(Math.Max(p[i], 1e-30)))
            .Take(2 * count)
            .Select(i => new Way(
                i / (count + 1),
                new WrittenToken((int)id[i], Math.Max(0, (int)item[i]), p[i], c[i], weights[i / (count + 1)]), gates[i / (count + 1)]))];
    }

    /// <param name="end">How likely the decoder ends each beam, (beams, 1).</param>
    private static Tensor Guided(SpanGuide guide, List<AnswerBeam> beams, Tensor pointed, Tensor end)
    {
        var (rows, ends) = (pointed.cpu().Floats().Chunk((int)pointed.shape[1]).ToArray(), end.cpu().Floats());
        var next = beams.SelectMany((beam, i) => guide.Next(beam.Tokens, rows[i].AsSpan(1), ends[i])).ToArray();
        return torch.tensor(next, pointed.shape, device: pointed.device); // (beams, 1 + items)
    }

    /// <summary>Of the last token, one a head.</summary>
    private static double[] GateOf(AttentionProbe probe, int row)
    {
        using var scope = NewDisposeScope();
        var gate = probe.Gate!; // (beams, heads, tokens, 1); of one beam alone where it is held
        return [.. gate.select(0, gate.shape[0] == 1 ? 0 : row).select(1, gate.shape[2] - 1).flatten().cpu().Floats().Select(g => (double)g)];
    }

    /// <summary>How a beam may go on.</summary>
    private sealed record Way(int Row, WrittenToken Token, double[][] Gates)
    {
        public AnswerBeam Longer(List<AnswerBeam> beams) => beams[Row] with
        {
            Tokens = [.. beams[Row].Tokens, Token],
            LogProbability = LogProbability(beams),
            Gates = [.. beams[Row].Gates, Gates],
        };

        public AnswerBeam Finished(List<AnswerBeam> beams) => beams[Row] with { LogProbability = LogProbability(beams), Gates = [.. beams[Row].Gates, Gates] };

        private double LogProbability(List<AnswerBeam> beams) => beams[Row].LogProbability + Math.Log(Math.Max(Token.Probability, 1e-30));
    }
}
