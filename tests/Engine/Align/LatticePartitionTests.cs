using Rag.Attention.Inference;
using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align.Lattice;

namespace Rag.Tests.Engine.Align;

public sealed class LatticePartitionTests
{
    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        using var scope = torch.NewDisposeScope();
        SpokenLetters[] texts = [SmallLattice.Text(["ab"], ["b", "a"]), SmallLattice.Text(["b"], ["ab"])];
        LatticeProblem[] problems = [new(AlignmentLattice.Of(texts[0]), 9), new(AlignmentLattice.Of(texts[1]), 7)];
        Tensor Draw(int width, int seed) => torch.randn([2, 9, width], generator: new torch.Generator((ulong)seed));
        Tensor[] parts = [Draw(9, 1), Draw(3, 2), Draw(3, 3)];
        foreach (var part in parts) part.requires_grad_(true);
        var weights = torch.tensor((float[])[1f, -2f]);
        Tensor Run(Tensor[] of) => LatticePartition.Run(new AlignerScores(of[0], of[1], of[2]), problems);

        (Run(parts) * weights).sum().backward();

        for (var p = 0; p < parts.Length; p++)
        {
            var gradient = parts[p].grad!.Floats();
            var values = parts[p].Floats();
            for (var i = 0; i < values.Length; i++) Assert.Equal(Slope(p, i, values), gradient[i], 0.01);
        }

        double Slope(int part, int place, float[] values)
        {
            double At(float step)
            {
                var moved = values.ToArray();
                moved[place] += step;
                return (Run([.. parts.Select((tensor, p) => p == part ? torch.tensor(moved, tensor.shape) : tensor.detach())]) * weights).sum().item<float>();
            }
            return (At(0.05f) - At(-0.05f)) / 0.1;
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        var scores = new AlignerScores(torch.zeros(1, 4, 3), torch.zeros(1, 4, 1), torch.zeros(1, 4, 1));
        var lattice = AlignmentLattice.Of(SmallLattice.Text(["a"]));

        Assert.Throws<ArgumentException>(() => LatticePartition.Run(scores, []));
        Assert.Throws<ArgumentException>(() => LatticePartition.Run(scores, [new LatticeProblem(lattice, 5)]));
    }
}
