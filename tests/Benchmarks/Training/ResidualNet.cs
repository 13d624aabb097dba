namespace Rag.Benchmarks.Training;

/// <summary>
/// The convolutional stem of a picture encoder: 3 x 3 convolutions with batch norm, from 3 channels at full size to 256 at a
/// sixteenth, with residual blocks of 48, 96 and 256 channels; and ten made-up classes.
/// </summary>
internal sealed class ResidualNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _stem;
    private readonly Linear _head;

    public ResidualNet() : base(nameof(ResidualNet))
    {
        _stem = Sequential(
            Down(3, 32), Down(32, 48), new ResidualBlock(48), new ResidualBlock(48), Down(48, 96), new ResidualBlock(96), new ResidualBlock(96),
            Down(96, 256), new ResidualBlock(256));
        _head = Linear(256, 10);
        RegisterComponents();
    }

    /// <summary>Multiply-adds of the convolutions over a square picture.</summary>
    public static double MultiplyAdds(int size)
    {
        double At(int shrink, int from, int to) => 9.0 * from * to * (size / shrink) * (size / shrink);
        return At(2, 3, 32) + At(4, 32, 48) + (4 * At(4, 48, 48)) + At(8, 48, 96) + (4 * At(8, 96, 96)) + At(16, 96, 256) + (2 * At(16, 256, 256));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var states = _stem.call(input); // (B, 256, H / 16, W / 16)
        return _head.call(states.mean([-2, -1])).MoveToOuterDisposeScope();
    }

    private static Sequential Down(long from, long to) =>
        Sequential(Conv2d(from, to, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(to), ReLU());

    /// <summary>relu(x + BN(conv(relu(BN(conv(x))))))</summary>
    private sealed class ResidualBlock : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential _inner;

        public ResidualBlock(long channels) : base(nameof(ResidualBlock))
        {
            _inner = Sequential(
                Conv2d(channels, channels, 3, padding: 1, bias: false), BatchNorm2d(channels), ReLU(),
                Conv2d(channels, channels, 3, padding: 1, bias: false), BatchNorm2d(channels));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => nn.functional.relu(input + _inner.call(input));
    }
}
