using Rag.Encoders.Images.Hybrid;

namespace Rag.Tests.Encoders.Images.Hybrid;

/// <summary>A picture encoder of two stages, cells of 8 pixels and few numbers, that knows nothing.</summary>
internal static class SmallHybrid
{
    public static ResidualNetOptions Net { get; } = new() { StemWidth = 8, Channels = [8, 16], Depths = [1, 2] };

    public static HybridEncoderOptions Options { get; } = new()
    {
        Net = Net,
        Mean = [120, 110, 100],
        Size = 32,
        Width = 32,
        Layers = 1,
        Heads = 2,
        Inner = 64,
        Pools = 2,
        Dimension = 12,
        Dropout = 0,
    };

    public static HybridEncoder Untrained(long seed = 1)
    {
        torch.manual_seed(seed);
        return HybridEncoder.Over(new ResidualNet(Net, folded: false), Options, seed);
    }

    /// <summary>As if it had been trained: no number is where it began, and embeddings avoid two directions.</summary>
    public static HybridEncoder Trained(long seed = 2)
    {
        var encoder = Untrained(seed);
        using var off = no_grad();
        foreach (var (name, tensor) in encoder.state_dict())
        {
            if (name.EndsWith("running_var", StringComparison.Ordinal)) tensor.add_(torch.rand_like(tensor));
            else tensor.add_(torch.randn_like(tensor), 0.05);
        }
        encoder.Avoid(torch.linalg.qr(torch.randn(Options.Dimension, HybridEncoder.AsideDirections)).Q.t());
        encoder.eval();
        return encoder;
    }

    /// <summary>Pixels less a mean, of about the size that photographs have.</summary>
    public static Tensor Pictures(int count, int height = 32, int width = 32) => 50 * torch.randn(count, 3, height, width);
}
