using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Modalities;

/// <summary>
/// Frames of a made-up recording read the words of its transcript and are to be rebuilt from what they read. Nobody says
/// which frame belongs to which word, how long words last, or how they sound.
/// </summary>
internal sealed class SoundAndText(long seed = 34) : IExperiment
{
    private const int Vocabulary = 6, Words = 8, Frames = 48, Shortest = 2, Bands = 8, Width = 16, Batch = 16;
    private const double Noise = 0.3;

    public string Name => "sound-and-text";

    public string Claim => "Trained only to rebuild frames from words, cross-attention with a monotonic prior becomes the diagonal alignment, "
        + "and finds boundaries to half a frame where an even split errs by several.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (prior, priorCurve, map) = Learn("with the prior", [new MonotonicPrior(Spread: 0.8)], cancel);
        var (none, noneCurve, _) = Learn("without", [], cancel);
        return new Finding(
            [
                Measurement.AtLeast("frames that read their own word most", prior.Right, 0.95),
                Measurement.AtMost("boundary error, in frames", prior.Boundary, 0.5),
                Measurement.AtLeast("boundary error of an even split", prior.Even, 1.5),
                Measurement.AtLeast("boundary error without the prior: a repeated word has two places", none.Boundary, 1.5),
            ],
            [
                new Heatmap("Words (down) read by frames (across).", map),
                new LineChart("Learning to rebuild the frames.", "step", "squared error", [priorCurve, noneCurve]),
            ]);
    }

    private ((double Right, double Boundary, double Even) Found, Series Curve, float[,] Map) Learn(string name, IReadOnlyList<Bias> biases, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var random = new Random((int)seed);
        var sounds = torch.randn(Vocabulary, Bands);
        var (listen, words, rebuild) = (Linear(Bands, Width), Embedding(Vocabulary, Width), Linear(Width, Bands));
        var attention = new MultiHeadAttention(new AttentionOptions(Width, biases: biases));
        Module[] parts = [listen, words, attention, rebuild];
        var curve = new Training(400, 0.01).Fit(name, parts.SelectMany(part => part.parameters()), () =>
        {
            var (frames, transcript, _) = Draw(random, sounds, Batch);
            return functional.mse_loss(rebuild.call(attention.forward(listen.call(frames), words.call(transcript))), frames);
        }, cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        var (unseen, spoken, owners) = Draw(random, sounds, 100);
        attention.forward(listen.call(unseen), words.call(spoken), new AttentionContext { Probe = probe });
        var weights = probe.Weights!.squeeze(1); // (recordings, frames, words)
        var read = weights.argmax(-1);
        var even = torch.arange(Frames, dtype: int64).div(Frames / Words, RoundingMode.floor).expand(100, Frames);
        var found = (Reading.Accuracy(weights, owners), BoundaryError(read, owners), BoundaryError(even, owners));
        return (found, curve, Reading.Matrix(weights[0].transpose(0, 1)));
    }

    /// <summary>Boundary k stands after as many frames as belong to words up to k.</summary>
    private static double BoundaryError(Tensor read, Tensor owners) =>
        (Boundaries(read) - Boundaries(owners)).abs().mean().item<float>();

    private static Tensor Boundaries(Tensor words) =>
        words.unsqueeze(-1).le(torch.arange(Words - 1, dtype: int64)).to(float32).sum(1); // (recordings, words - 1)

    /// <summary>Frames (count, frames, bands), words (count, words), and the place of the word that each frame belongs to.</summary>
    private static (Tensor Frames, Tensor Words, Tensor Owners) Draw(Random random, Tensor sounds, int count)
    {
        var (words, owners) = (new long[count, Words], new long[count, Frames]);
        for (var recording = 0; recording < count; recording++)
        {
            for (var word = 0; word < Words; word++)
            {
                long[] before = [.. Enumerable.Range(Math.Max(0, word - 2), Math.Min(2, word)).Select(place => words[recording, place])];
                do words[recording, word] = random.Next(Vocabulary);
                while (before.Contains(words[recording, word])); // a word comes back after two others at the earliest
            }
            var lengths = Enumerable.Repeat(Shortest, Words).ToArray();
            for (var rest = Frames - Words * Shortest; rest > 0; rest -= 2) lengths[random.Next(Words)] += 2;
            var frame = 0;
            foreach (var (word, length) in lengths.Index())
            {
                for (var i = 0; i < length; i++) owners[recording, frame++] = word;
            }
        }
        var (transcript, places) = (torch.tensor(words), torch.tensor(owners));
        var heard = sounds.index_select(0, transcript.gather(1, places).flatten()).view(count, Frames, Bands);
        return (heard + Noise * torch.randn(count, Frames, Bands), transcript, places);
    }
}
