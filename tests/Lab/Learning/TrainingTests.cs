using Rag.Lab.Learning;

namespace Rag.Lab.Tests.Learning;

[Collection(GlobalGenerator.Name)]
public sealed class TrainingTests
{
    [Fact]
    public void The_minimum_of_a_parabola_is_found_and_the_curve_falls_to_it()
    {
        using var x = torch.zeros(1).AsParameter();
        var curve = new Training(Steps: 400, Rate: 0.1).Fit("parabola", [x], () => (x - 3).square().sum() + 2);
        Assert.Equal(3, x.item<float>(), 0.01);
        Assert.Equal(2, curve.Points[^1].Y, 0.01);
        Assert.True(curve.Points[0].Y > 5, $"the curve starts at {curve.Points[0].Y}");
    }

    [Fact]
    public void A_cancelled_training_stops()
    {
        using var x = torch.zeros(1).AsParameter();
        using var source = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => new Training(Steps: 100).Fit("none", [x], () =>
        {
            if (++steps == 5) source.Cancel();
            return x.square().sum();
        }, source.Token));
        Assert.Equal(5, steps);
    }

    [Fact]
    public void Logits_and_matrices_read_as_numbers()
    {
        using var logits = torch.tensor(new[,] { { 2f, 0, 0 }, { 0, 0, 1 } });
        using var targets = torch.tensor(new long[] { 0, 1 });
        Assert.Equal(0.5, Reading.Accuracy(logits, targets));
        Assert.Equal((Math.Log(Math.Exp(2) + 2) - 2 + Math.Log(2 + Math.E)) / 2, Reading.CrossEntropy(logits, targets).item<float>(), 1e-5);
        Assert.Equal(new[,] { { 2f, 0 }, { 0, 0 }, { 0, 1 } }, Reading.Matrix(logits.transpose(0, 1)));
    }
}
