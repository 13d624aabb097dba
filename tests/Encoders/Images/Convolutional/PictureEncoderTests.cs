using Rag.Encoders.Checkpoints;
using Rag.Encoders.Images.Convolutional;

namespace Rag.Tests.Encoders.Images.Convolutional;

[Collection(GlobalGenerator.Name)]
public sealed class PictureEncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal static PictureEncoderOptions Tiny { get; } = new()
    {
        Size = 32,
        Channels = [8, 8, 16, 32],
        Blocks = [0, 1, 1, 1],
        Layers = 1,
        Heads = 2,
        Inner = 64,
        Pools = 2,
        Dimension = 12,
        Dropout = 0,
        HeadDropout = 0,
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(32, 32)]
    [InlineData(16, 64)]
    [InlineData(48, 80)]
    public void Any_multiple_of_16_becomes_patches_and_one_vector_of_length_1(int height, int width)
    {
        using var encoder = PictureEncoder.Untrained(Tiny, 1);
        using var pictures = torch.randn(3, 3, height, width);
        Assert.Equal([3, height / 16 * (width / 16), 32], encoder.Patches(pictures).shape);
        var embeddings = encoder.forward(pictures);
        Assert.Equal([3, 12], embeddings.shape);
        Assert.All(embeddings.square().sum(-1).data<float>().ToArray(), length => Assert.Equal(1, length, 4));
    }

    [Fact]
    public void Folded_batch_normalization_computes_the_same()
    {
        using var encoder = Trained();
        using var pictures = torch.randn(2, 3, 32, 32);
        encoder.eval();
        var before = encoder.forward(pictures).data<float>().ToArray();
        encoder.Save(_folder.Path);
        using var folder = ModelFolder.Open(_folder.Path);
        using var folded = PictureEncoder.Open(folder);
        Near(before, folded.forward(pictures).data<float>().ToArray(), 1e-5f);
    }

    [Fact]
    public void A_model_saved_in_half_precision_is_opened_with_its_sizes()
    {
        using var encoder = Trained();
        encoder.Save(_folder.Path, TensorType.F16);
        using var folder = ModelFolder.Open(_folder.Path);
        using var opened = PictureEncoder.Open(folder);
        Assert.Equal(Tiny with { Channels = opened.Options.Channels, Blocks = opened.Options.Blocks, Dropout = 0.1, HeadDropout = 0.2 }, opened.Options);
        Assert.Equal(Tiny.Channels, opened.Options.Channels);
        using var pictures = torch.randn(2, 3, 32, 32);
        encoder.eval();
        Near(encoder.forward(pictures).data<float>().ToArray(), opened.forward(pictures).data<float>().ToArray(), 5e-3f);
    }

    [Theory]
    [InlineData("\"num_attention_heads\": 2", "\"num_attention_heads\": 3")]
    [InlineData("\"image_size\": 32", "\"image_size\": 30")]
    [InlineData("RagPictureEncoder", "clip")]
    [InlineData("\"projection_dim\": 12", "\"projection_dim\": 13")]
    public void A_configuration_that_does_not_fit_is_refused(string sound, string broken)
    {
        using var encoder = PictureEncoder.Untrained(Tiny, 1);
        encoder.Save(_folder.Path);
        var config = Path.Combine(_folder.Path, "config.json");
        var text = File.ReadAllText(config);
        Assert.Contains(sound, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(sound, broken, StringComparison.Ordinal));
        using var folder = ModelFolder.Open(_folder.Path);
        Assert.ThrowsAny<CheckpointException>(() => PictureEncoder.Open(folder));
    }

    [Fact]
    public void Every_parameter_has_the_gradient_that_finite_differences_find()
    {
        using var encoder = PictureEncoder.Untrained(Tiny, 3);
        using var pictures = torch.randn(4, 3, 32, 32);
        using var direction = torch.randn(4, 12);
        Shake(encoder); // away from the zeros that residual blocks and positions begin with
        Loss().backward();
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            using var scope = NewDisposeScope();
            var gradient = parameter.grad!;
            var along = gradient / (gradient.norm() + 1e-12f);
            var expected = gradient.norm().item<float>();
            const float step = 2e-3f;
            var difference = (At(step) - At(-step)) / (2 * step);
            Assert.True(Math.Abs(difference - expected) <= 0.03f * Math.Abs(expected) + 0.01f, $"{name}: {expected} by backward, {difference} by differences");

            float At(float by)
            {
                using var off = no_grad();
                parameter.add_(along, by);
                var loss = Loss().item<float>();
                parameter.add_(along, -by);
                return loss;
            }
        }

        Tensor Loss() => (encoder.forward(pictures) * direction).sum();
    }

    private static PictureEncoder Trained()
    {
        var encoder = PictureEncoder.Untrained(Tiny, 2);
        Shake(encoder);
        for (var i = 0; i < 5; i++) encoder.forward(torch.randn(8, 3, 32, 32)); // running statistics
        return encoder;
    }

    private static void Shake(PictureEncoder encoder)
    {
        using var off = no_grad();
        foreach (var parameter in encoder.parameters()) parameter.add_(torch.randn_like(parameter), 0.05);
    }

    private static void Near(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
