using Rag.Attention.Recurrence;

namespace Rag.Tests.Attention.Recurrence;

public sealed class RecurrentScanTests
{
    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 7, 6)]
    [InlineData(3, 37, 70)]
    public void It_equals_the_recurrence_step_by_step(int rows, int tokens, int channels)
    {
        var (f, z) = Inputs(rows, tokens, channels);

        var c = RecurrentScan.Run(f, z);

        Near.Assert(StepByStep(f, z), c, "scan");
        Near.Assert(c, DoublingScan.Forward(f, z), "scan");
    }

    [Fact]
    public void Its_gradients_are_those_of_the_recurrence()
    {
        var (f, z) = Inputs(2, 9, 36);
        var weights = torch.randn(2, 9, 36, generator: new Generator(2));
        (RecurrentScan.Run(f, z) * weights).sum().backward();
        var (byF, byZ) = (f.grad!.clone(), z.grad!.clone());
        f.grad!.zero_();
        z.grad!.zero_();

        (StepByStep(f, z) * weights).sum().backward();

        Near.Assert(f.grad!, byF, "scan");
        Near.Assert(z.grad!, byZ, "scan");
    }

    [Fact]
    public void Both_paths_have_one_gradient()
    {
        var (f, z) = Inputs(2, 13, 40);
        using var off = no_grad();
        var (c, g) = (ScanKernel.Forward(f, z), torch.randn(2, 13, 40, generator: new Generator(3)));

        var (byF, byZ) = ScanKernel.Backward(f, z, c, g);
        var (doublingF, doublingZ) = DoublingScan.Backward(f, z, c, g);

        Near.Assert(doublingF, byF, "scan");
        Near.Assert(doublingZ, byZ, "scan");
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RecurrentScan.Run(torch.zeros(1, 2, 4), torch.zeros(1, 3, 4)));
        Assert.Throws<ArgumentException>(() => RecurrentScan.Run(torch.zeros(1, 2, 3), torch.zeros(1, 2, 3)));
        Assert.Throws<ArgumentException>(() => RecurrentScan.Run(torch.zeros(1, 2, 4), torch.zeros([1, 2, 4], float64)));
    }

    private static (Tensor Forget, Tensor Input) Inputs(int rows, int tokens, int channels) => (
        torch.rand([rows, tokens, channels], generator: new Generator(1)).requires_grad_(true),
        torch.randn([rows, tokens, channels], generator: new Generator(4)).requires_grad_(true));

    private static Tensor StepByStep(Tensor f, Tensor z)
    {
        var (tokens, half) = (f.shape[1], f.shape[2] / 2);
        var (forward, backward) = (new Tensor[tokens], new Tensor[tokens]);
        for (var t = 0L; t < tokens; t++)
        {
            forward[t] = Step(t, 0, t == 0 ? null : forward[t - 1]);
            var back = tokens - 1 - t;
            backward[back] = Step(back, half, t == 0 ? null : backward[back + 1]);
        }
        return torch.cat([torch.stack(forward, 1), torch.stack(backward, 1)], 2);

        Tensor Step(long t, long channel, Tensor? before)
        {
            var (forget, input) = (f.select(1, t).narrow(1, channel, half), z.select(1, t).narrow(1, channel, half)); // (rows, half)
            return ((before ?? torch.zeros_like(input)) * forget) + ((1 - forget) * input);
        }
    }
}
