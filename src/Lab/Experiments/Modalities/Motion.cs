using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Modalities;

/// <summary>
/// Frames of a scene in which one part moves, evenly, and the others stand. Each static part of the last frame is asked where
/// the mover will be in the next one, and reads the parts of all frames; a part shows its place and how blurred it is.
/// </summary>
internal sealed class Motion(long seed = 24) : IExperiment
{
    private const int Frames = 3, Parts = 6, Statics = Parts - 1, Width = 32, Batch = 32;

    public string Name => "motion";

    public string Claim => "Static parts attend across frames to the part that moves, to two frames of it at least, and so foresee its next place, "
        + "where one frame alone is off by a step.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var embed = Linear(3 + Frames, Width);
        var attention = new MultiHeadAttention(new AttentionOptions(Width, heads: 2));
        var readOut = Linear(Width, 2);
        var curve = new Training(2000, 0.01).Fit("loss", [.. embed.parameters(), .. attention.parameters(), .. readOut.parameters()], () =>
        {
            var (scene, _, next) = Draw(Batch);
            return functional.mse_loss(Foreseen(scene), next);
        }, cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        var (unseen, last, coming) = Draw(300);
        var error = functional.mse_loss(Foreseen(unseen, probe), coming).item<float>();
        var stay = functional.mse_loss(last, coming).item<float>();
        var weights = probe.Weights!.mean([0, 1, 2]).view(Frames, Parts); // over scenes, heads and static parts
        var mover = weights.select(1, Statics); // (frames)
        return new Finding(
            [
                Measurement.AtLeast($"mass on the moving part (uniform: {1.0 / Parts:0.000})", mover.sum().item<float>(), 0.9),
                Measurement.AtLeast("of it, on frames before the last", (mover.sum() - mover[Frames - 1]).item<float>(), 0.1),
                Measurement.AtMost("squared error of the next place; a tenth of that of the last place", error, stay / 10),
            ],
            [
                new Heatmap("Where static parts look: frames down, parts across, the mover last.", Reading.Matrix(weights),
                    [.. Enumerable.Range(1, Frames).Select(frame => $"frame {frame}")]),
                new LineChart("Learning to follow the mover.", "step", "squared error", [curve]),
            ]);

        Tensor Foreseen(Tensor scene, AttentionProbe? listener = null)
        {
            var states = embed.call(scene); // (scenes, frames * parts, width)
            var askers = states.narrow(1, (Frames - 1) * Parts, Statics);
            return readOut.call(attention.forward(askers, states, new AttentionContext { Probe = listener })); // (scenes, statics, 2)
        }
    }

    /// <summary>Scenes (count, frames * parts, x, y, blur, frame); the mover's last and next place, for every static part.</summary>
    private static (Tensor Scene, Tensor Last, Tensor Next) Draw(int count)
    {
        var standing = torch.randn(count, 1, Statics, 2).expand(-1, Frames, -1, -1);
        var times = torch.arange(1 - Frames, 2, dtype: float32).view(1, -1, 1, 1); // 0 in the last frame
        var path = torch.randn(count, 1, 1, 2) + times * torch.randn(count, 1, 1, 2); // (count, frames + 1, 1, 2)
        var places = torch.cat([standing, path.narrow(1, 0, Frames)], 2); // (count, frames, parts, 2)
        var blur = torch.cat([torch.zeros(count, Frames, Statics, 1), torch.ones(count, Frames, 1, 1)], 2) + 0.1 * torch.randn(count, Frames, Parts, 1);
        var frame = torch.eye(Frames).view(1, Frames, 1, Frames).expand(count, -1, Parts, -1);
        return (torch.cat([places, blur, frame], -1).flatten(1, 2), Place(Frames - 1), Place(Frames));

        Tensor Place(int time) => path.select(1, time).expand(-1, Statics, -1);
    }
}
