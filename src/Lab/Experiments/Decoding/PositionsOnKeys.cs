using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Positions;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Decoding;

/// <summary>
/// Output t stands opposite source word t and must say that word's payload. Words repeat; keys are made of words alone. If
/// only queries know positions, a word's r occurrences get the same weight, and the best guess is right once in r times:
/// in (different words) / (length) of the cases, plus what chance adds on the rest.
/// </summary>
internal sealed class PositionsOnKeys(Attend? attend = null, long seed = 15) : IExperiment
{
    private const int Words = 2, Length = 8, Payloads = 16, Width = 16, Batch = 32;

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "where-positions-go";

    public string Claim => "Positions on queries alone cannot tell repeated source words apart; on keys too, or as relative distances, they can.";

    public Finding Run(CancellationToken cancel = default)
    {
        var kinds = new (string Name, AttentionOptions Options)[]
        {
            ("queries only", new(Width, position: new LearnedPosition(Length, PositionedSide.Queries))),
            ("queries and keys", new(Width, position: new LearnedPosition(Length))),
            ("relative buckets", new(Width, biases: [new RelativeBuckets(16, 16)])),
        };
        var runs = kinds.Select(kind => Learn(kind.Name, kind.Options, cancel)).ToList();
        var distinct = Words * (1 - Math.Pow(1 - 1.0 / Words, Length)) / Length; // expected share of first occurrences
        var guess = distinct + (1 - distinct) / Payloads;
        return new Finding(
            [
                Measurement.Near("largest difference of weights of the same word, queries only", runs[0].Difference, 0, 1e-5),
                Measurement.AtMost($"accuracy, queries only (a guess among the repeats: {guess:0.00})", runs[0].Accuracy, guess + 0.15),
                .. runs.Zip(kinds).Skip(1).Select(run => Measurement.AtLeast($"accuracy, {run.Second.Name}", run.First.Accuracy, 0.9)),
            ],
            [new LineChart("Loss while learning to say the payload opposite.", "step", "nats", [.. runs.Select(run => run.Curve)])]);
    }

    private (double Accuracy, double Difference, Series Curve) Learn(string name, AttentionOptions options, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var (query, key, value) = (Embedding(Words, Width), Embedding(Words, Width), Embedding(Payloads, Width));
        var (mechanism, answer) = (new AttentionMechanism(options), Linear(Width, Payloads));
        var learned = new Module[] { query, key, value, answer, mechanism }.SelectMany(part => part.parameters());
        var curve = new Training(250, 0.05).Fit(name, learned, () =>
        {
            var (_, payloads, logits) = Say(Batch);
            return Reading.CrossEntropy(logits, payloads);
        }, cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        var (words, truth, said) = Say(300, probe);
        var same = words.unsqueeze(1).eq(words.unsqueeze(2)).to(float32); // (count, tokens, tokens): whether two words are the same
        var weights = probe.Weights!.squeeze(1);
        var shared = torch.matmul(weights, same) / same.sum(-1).unsqueeze(1); // the mean weight of all occurrences of a word
        return (Reading.Accuracy(said, truth), (weights - shared).abs().max().item<float>(), curve);

        (Tensor Words, Tensor Payloads, Tensor Logits) Say(int count, AttentionProbe? listener = null)
        {
            var source = torch.randint(Words, [count, Length], dtype: int64);
            var payloads = torch.randint(Payloads, [count, Length], dtype: int64);
            var read = _attend(mechanism, query.call(source).unsqueeze(1), key.call(source).unsqueeze(1), value.call(payloads).unsqueeze(1),
                new AttentionContext { Probe = listener }); // (count, 1, tokens, width)
            return (source, payloads, answer.call(read.squeeze(1)));
        }
    }
}
