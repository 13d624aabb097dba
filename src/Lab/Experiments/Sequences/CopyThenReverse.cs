using Rag.Attention;
using Rag.Attention.Positions;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Sequences;

/// <summary>
/// A decoder writes a sequence, then writes it backwards. Each step knows how far it is from either end; only the read-out
/// knows which half is being written, so both places have to be read, and told apart. The positions are drawn anew each time,
/// in order but with gaps (Ruoss et al., "Randomized positional encodings", 2023): longer sequences bring no new ones.
/// </summary>
internal sealed class CopyThenReverse(long seed = 29) : IExperiment
{
    private const int Symbols = 8, Width = 32, Batch = 32, Shortest = 3, LongestSeen = 8, Positions = 24;
    private static readonly int[] _unseen = [10, 12, 14, 16];

    public string Name => "copy-then-reverse";

    public string Claim => "Two heads learn to copy a sequence and then to reverse it, one each, and stay exact at twice the lengths seen; one head does not.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var two = new Writer(heads: 2, seed);
        var twoCurve = two.Learn("two heads", cancel);
        using var one = new Writer(heads: 1, seed);
        var oneCurve = one.Learn("one head", cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        two.Write(Draw(1, 12).Source, probe);
        var heads = probe.Weights![0].unbind(0); // each (steps, places)
        var copying = Copying(heads[0]) > Copying(heads[1]) ? 0 : 1;
        return new Finding(
            [
                .. _unseen.Select(length => Measurement.AtLeast($"two heads: sequences of {length} exact (seen: up to {LongestSeen})", Exact(two, length), 0.97)),
                Measurement.AtMost($"one head: sequences of {_unseen[0]} exact", Exact(one, _unseen[0]), 0.5),
                Measurement.AtLeast("one head's mass on the place to copy (uniform: 0.083)", Copying(heads[copying]), 0.5),
                Measurement.AtLeast("the other's on the place to reverse", Copying(heads[1 - copying].flip(0)), 0.5),
            ],
            [
                .. heads.Index().Select(head => new Heatmap($"Head {head.Index + 1}: steps down, source across, length 12.", Reading.Matrix(head.Item))),
                new LineChart("Learning to copy and reverse.", "step", "loss", [twoCurve, oneCurve]),
            ]);
    }

    /// <summary>The mean weight of place s at step s.</summary>
    private static double Copying(Tensor weights) => weights.diagonal().mean().item<float>();

    private static double Exact(Writer writer, int length)
    {
        var (source, target) = Draw(200, length);
        return writer.Write(source).argmax(-1).eq(target).all(-1).to(float32).mean().item<float>();
    }

    private static (Tensor Source, Tensor Target) Draw(int count, int length)
    {
        var source = torch.randint(Symbols, [count, length], dtype: int64);
        return (source, torch.cat([source, source.flip(1)], 1));
    }

    private sealed class Writer : Module
    {
        private readonly Random _random;
        private readonly Embedding _symbols, _half;
        private readonly MultiHeadAttention _attention;
        private readonly Linear _widen, _readOut;
        private readonly Tensor _table = SinusoidalPosition.Table(Positions, Width / 2);

        public Writer(int heads, long seed) : base(nameof(Writer))
        {
            torch.manual_seed(seed);
            _random = new Random((int)seed);
            (_symbols, _half) = (Embedding(Symbols, Width / 2), Embedding(2, Width));
            _attention = new MultiHeadAttention(new AttentionOptions(Width, heads));
            (_widen, _readOut) = (Linear(Width, 2 * Width), Linear(2 * Width, Symbols));
            RegisterComponents();
        }

        public Series Learn(string name, CancellationToken cancel) => new Training(2000, 0.01).Fit(name, parameters(), () =>
        {
            var (source, target) = Draw(Batch, _random.Next(Shortest, LongestSeen + 1));
            return Reading.CrossEntropy(Write(source), target);
        }, cancel);

        /// <summary>(batch, length) to logits (batch, 2 length, symbols).</summary>
        public Tensor Write(Tensor source, AttentionProbe? probe = null)
        {
            var (batch, length) = (source.shape[0], source.shape[1]);
            var positions = Enumerable.Range(0, Positions).Select(i => (long)i).ToArray();
            _random.Shuffle(positions);
            var places = _table.index_select(0, torch.tensor(positions.Take((int)length).Order().ToArray())); // (length, width / 2)
            var once = torch.cat([places, places.flip(0)], -1); // a step's place from the start, and from the end
            var steps = torch.cat([once, once], 0).expand(batch, -1, -1);
            var memory = torch.cat([_symbols.call(source), places.expand(batch, -1, -1)], -1);
            var half = _half.call(torch.arange(2 * length, dtype: int64).ge(length).to(int64)); // (2 length, width)
            var read = _attention.forward(steps, memory, new AttentionContext { Probe = probe });
            return _readOut.call(functional.gelu(_widen.call(read + half)));
        }
    }
}
