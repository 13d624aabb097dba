using Rag.Attention;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Heads;

/// <summary>
/// Pairs of an address and a content, paired anew every time; asked for an address, say its content. The address alone
/// tells nothing of the content, so reading keys out as values cannot beat a guess: 1 in as many contents as there are.
/// </summary>
internal sealed class KeysAreAddresses(Attend? attend = null, long seed = 5) : IExperiment
{
    private const int Symbols = 12, Pairs = 6, Width = 16, Batch = 32;

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "keys-are-addresses";

    public string Claim => "Associative recall is solved with values of their own, and left to guessing where values are the keys.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (separate, separateCurve) = Learn("V of its own", (keys, values) => values, cancel);
        var (same, sameCurve) = Learn("V = K", (keys, values) => keys, cancel);
        return new Finding(
            [
                Measurement.AtLeast("recall with separate values", separate, 0.95),
                Measurement.Near("recall with V = K (a guess)", same, 1.0 / Symbols, 0.05),
                Measurement.Near("loss with V = K (ln of the symbols)", sameCurve.Points[^1].Y, Math.Log(Symbols), 0.15),
            ],
            [new LineChart("Loss while learning to recall.", "step", "nats", [separateCurve, sameCurve])]);
    }

    /// <param name="read">Which of keys and values is read out.</param>
    private (double Recall, Series Curve) Learn(string name, Func<Tensor, Tensor, Tensor> read, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var (query, key, value) = (Embedding(Symbols, Width), Embedding(Symbols, Width), Embedding(Symbols, Width));
        var answer = Linear(Width, Symbols);
        var mechanism = new AttentionMechanism(new AttentionOptions(Width));
        var curve = new Training(250, 0.03).Fit(name, new Module[] { query, key, value, answer }.SelectMany(part => part.parameters()), () =>
        {
            var (logits, contents) = Recall(Batch);
            return Reading.CrossEntropy(logits, contents);
        }, cancel);
        using var nothing = no_grad();
        var (guesses, truth) = Recall(500);
        return (Reading.Accuracy(guesses, truth), curve);

        // Every pair is asked for: logits (count, pairs, symbols), contents (count, pairs).
        (Tensor Logits, Tensor Contents) Recall(int count)
        {
            var addresses = torch.rand(count, Symbols).argsort(-1).narrow(1, 0, Pairs); // different ones
            var contents = torch.randint(Symbols, [count, Pairs], dtype: int64);
            var keys = key.call(addresses).unsqueeze(1); // (count, 1, pairs, width)
            var values = value.call(contents).unsqueeze(1);
            var readOut = _attend(mechanism, query.call(addresses).unsqueeze(1), keys, read(keys, values));
            return (answer.call(readOut.squeeze(1)), contents);
        }
    }
}
