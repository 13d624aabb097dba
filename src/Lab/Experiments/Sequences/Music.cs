using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Positions;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Sequences;

/// <summary>
/// Tunes that repeat a motif of one bar, each tune its own; the next note stands one bar back. A note to come asks, the notes
/// before it are read.
/// </summary>
internal sealed class Music(long seed = 22) : IExperiment
{
    private const int Notes = 8, Beats = 8, Bars = 4, Length = Beats * Bars, Width = 16, Batch = 4, Steps = 400, Every = 10;
    private const double Learned = 0.8, Wrong = 0.05, Start = 6;

    public string Name => "music";

    public string Claim => "With a bias that favours the same beat, or the lag of a bar, attention learns a repeated motif from fewer bars "
        + "than with learned positions.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (periodic, periodicCurve) = Learn("periodic bias", new AttentionOptions(Width, biases: [new PeriodicBias(Beats, Start)]), cancel);
        var (lag, lagCurve) = Learn("lag bias", new AttentionOptions(Width, biases: [new LagBias(Beats, Start)]), cancel);
        var (_, bucketsCurve) = Learn("T5 buckets", new AttentionOptions(Width, biases: [new RelativeBuckets(Bidirectional: false)]), cancel);
        var (positions, positionsCurve) = Learn("learned positions", new AttentionOptions(Width, position: new LearnedPosition(Length)), cancel);
        return new Finding(
            [
                Measurement.AtMost("bars until 80 % of notes are right, periodic bias; at most half of those with learned positions", periodic, positions / 2),
                Measurement.AtMost("the same, lag bias", lag, positions / 2),
            ],
            [new LineChart("Notes right after so many bars.", "bars", "accuracy", [periodicCurve, lagCurve, bucketsCurve, positionsCurve])]);
    }

    /// <returns>Bars heard until the motif was learned, all bars if it was not; accuracy by bars.</returns>
    private (double Bars, Series Curve) Learn(string name, AttentionOptions options, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var (notes, ask) = (Embedding(Notes, Width), torch.randn(1, 1, Width).AsParameter());
        var attention = new MultiHeadAttention(options);
        var readOut = Linear(Width, Notes);
        var past = new AttentionContext { Adjacency = torch.ones(Length, Length).tril(-1).to(torch.@bool) };
        var (step, points) = (0, new List<(double X, double Y)>());
        new Training(Steps, 0.02).Fit(name, [ask, .. notes.parameters(), .. attention.parameters(), .. readOut.parameters()], () =>
        {
            if (step++ % Every == 0) points.Add((step * Batch * Bars, Score()));
            var tune = Draw(Batch);
            return Reading.CrossEntropy(Next(tune), AfterFirst(tune));
        }, cancel);
        return (points.FirstOrDefault(point => point.Y >= Learned, (Steps * Batch * Bars, 0)).X, new Series(name, points));

        double Score()
        {
            using var nothing = no_grad();
            var unseen = Draw(50);
            return Reading.Accuracy(Next(unseen), AfterFirst(unseen));
        }

        Tensor Next(Tensor tunes) =>
            readOut.call(attention.forward(ask.expand(tunes.shape[0], Length, -1), notes.call(tunes), past)).narrow(1, Beats, Length - Beats);
    }

    private static Tensor AfterFirst(Tensor tunes) => tunes.narrow(1, Beats, Length - Beats);

    /// <summary>Tunes (count, length); now and then a note is wrong.</summary>
    private static Tensor Draw(int count)
    {
        var motif = torch.randint(Notes, [count, Beats], dtype: int64);
        var slip = torch.rand(count, Length).lt(Wrong);
        return torch.where(slip, torch.randint(Notes, [count, Length], dtype: int64), motif.repeat(1, Bars));
    }
}
