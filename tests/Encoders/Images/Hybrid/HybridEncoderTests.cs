using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Images.Hybrid;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Images.Hybrid;

[Collection(GlobalGenerator.Name)]
public sealed class HybridEncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(32, 32)]
    [InlineData(16, 64)]
    [InlineData(50, 81)]
    public void Pictures_of_any_size_become_patch_states_and_vectors_of_length_1(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallHybrid.Trained();
        var states = encoder.States(SmallHybrid.Pictures(3, height, width));
        Assert.Equal([3, Cells(height) * Cells(width), 32], states.Patches.shape);
        Assert.Equal([3, 12], states.Embeddings.shape);
        Assert.All(Near.Numbers(states.Embeddings.square().sum(-1)), length => Assert.Equal(1, length, 1e-4f));
        Assert.All(Near.Numbers(states.Patches), number => Assert.True(float.IsFinite(number)));

        int Cells(int side) => (side + 7) / 8;
    }

    [Fact]
    public void A_picture_alone_has_the_states_that_it_has_among_others()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallHybrid.Trained();
        var pictures = SmallHybrid.Pictures(3);
        var (all, one) = (encoder.States(pictures), encoder.States(pictures.narrow(0, 1, 1)));
        Near.Assert(all.Patches.narrow(0, 1, 1), one.Patches, "patches", 1e-5);
        Near.Assert(all.Embeddings.narrow(0, 1, 1), one.Embeddings, "embeddings", 1e-5);
    }

    [Fact]
    public void Patches_know_where_they_lie()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallHybrid.Trained();
        var patches = encoder.States(torch.zeros(1, 3, 64, 64)).Patches; // (1, 64, 32); the middle of a blank picture looks alike to the net
        var (one, other) = (patches[0, (3 * 8) + 3], patches[0, (4 * 8) + 4]);
        Assert.True((one - other).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void Embeddings_have_no_part_in_the_directions_they_are_to_avoid()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallHybrid.Trained();
        var directions = torch.linalg.qr(torch.randn(12, HybridEncoder.AsideDirections)).Q.t(); // (2, 12)
        encoder.Avoid(directions);
        var parts = torch.matmul(encoder.States(SmallHybrid.Pictures(4)).Embeddings, directions.t());
        Assert.True(parts.abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void What_is_saved_is_folded_and_computes_the_same()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallHybrid.Trained();
        var pictures = SmallHybrid.Pictures(2);
        var before = encoder.States(pictures);
        encoder.Save(_folder.Path);
        using var folder = ModelFolder.Open(_folder.Path);
        Assert.DoesNotContain(folder.Tensors.Keys, name => name.Contains("normalization", StringComparison.Ordinal) || name.Contains("aside", StringComparison.Ordinal));
        using var folded = HybridEncoder.Open(folder);
        var after = folded.States(pictures);
        Near.Assert(before.Embeddings, after.Embeddings, "embeddings", 1e-4);
        Near.Assert(before.Patches, after.Patches, "patches", 1e-4);
        using var mode = torch.inference_mode();
        Near.Assert(before.Embeddings, folded.States(pictures).Embeddings, "embeddings in inference", 1e-4);
    }

    [Fact]
    public void A_model_saved_in_half_precision_is_opened_with_its_sizes()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallHybrid.Trained();
        encoder.Save(_folder.Path, TensorType.F16);
        using var folder = ModelFolder.Open(_folder.Path);
        using var opened = HybridEncoder.Open(folder);
        var (expected, options) = (SmallHybrid.Options, opened.Options);
        Assert.Equal(expected.Net.Channels, options.Net.Channels);
        Assert.Equal(expected.Net.Depths, options.Net.Depths);
        Assert.Equal(expected.Mean, options.Mean);
        Assert.Equal(expected with { Net = options.Net, Mean = options.Mean, Dropout = options.Dropout }, options);
        var pictures = SmallHybrid.Pictures(2);
        Near.Assert(encoder.States(pictures).Embeddings, opened.States(pictures).Embeddings, "embeddings", 5e-3);
    }

    [Fact]
    public void In_bfloat16_embeddings_point_the_same_way()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallHybrid.Trained();
        encoder.Save(_folder.Path);
        using var folder = ModelFolder.Open(_folder.Path);
        using var rounded = HybridEncoder.Open(folder);
        rounded.to(ScalarType.BFloat16);
        var pictures = SmallHybrid.Pictures(4);
        var exact = encoder.States(pictures).Embeddings;
        AlmostSame(exact, rounded.States(pictures).Embeddings);
        if (Precisions.ProcessorHasBFloat16) using (torch.inference_mode()) AlmostSame(exact, rounded.States(pictures).Embeddings);
        AlmostSame(exact, MixedPrecision.Run(Precision.Bf16, () => encoder.States(pictures).Embeddings));

        static void AlmostSame(Tensor expected, Tensor actual) =>
            Assert.All(Near.Numbers(functional.cosine_similarity(expected, actual.to_type(float32), 1)), cosine => Assert.InRange(cosine, 0.998, 1.001));
    }

    [Fact]
    public void A_picture_and_its_mirror_image_have_one_embedding()
    {
        using var scope = NewDisposeScope();
        using var encoder = SmallHybrid.Trained();
        var picture = TestPictures.Blobs(1, 40, 30);
        var mirrored = TestPictures.Of(40, 30, (x, y) => (picture.Rgb[3 * ((y * 40) + 39 - x)], picture.Rgb[(3 * ((y * 40) + 39 - x)) + 1], picture.Rgb[(3 * ((y * 40) + 39 - x)) + 2]));
        var views = encoder.Views(picture);
        Assert.Equal([2, 3, 32, 32], views.shape);
        Near.Assert(encoder.EmbedViews(views.unsqueeze(0)), encoder.EmbedViews(encoder.Views(mirrored).unsqueeze(0)), "embedding", 1e-3);
    }

    [Theory]
    [InlineData("\"num_attention_heads\": 2", "\"num_attention_heads\": 3")]
    [InlineData("\"image_size\": 32", "\"image_size\": 0")]
    [InlineData("RagHybridEncoder", "clip")]
    [InlineData("\"projection_dim\": 12", "\"projection_dim\": 13")]
    [InlineData("120,", "-120,")]
    [InlineData("\"hidden_size\": 32", "\"hidden_size\": 32768")]
    public void A_configuration_that_does_not_fit_is_refused(string sound, string broken)
    {
        using var encoder = SmallHybrid.Untrained();
        encoder.Save(_folder.Path);
        var config = Path.Combine(_folder.Path, "config.json");
        var text = File.ReadAllText(config);
        Assert.Contains(sound, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(sound, broken, StringComparison.Ordinal));
        using var folder = ModelFolder.Open(_folder.Path);
        Assert.DoesNotContain('\n', Assert.ThrowsAny<CheckpointException>(() => HybridEncoder.Open(folder)).Message);
    }

    [Fact]
    public void Every_parameter_has_the_gradient_that_finite_differences_find()
    {
        using var encoder = SmallHybrid.Trained(3);
        using var pictures = torch.randn(4, 3, 32, 32);
        using var direction = torch.randn(4, 12);
        Loss().backward();
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            using var scope = NewDisposeScope();
            var gradient = parameter.grad!;
            var along = gradient / (gradient.norm() + 1e-12f);
            var expected = gradient.norm().item<float>();
            const float step = 5e-4f;
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

        Tensor Loss() => (encoder.States(pictures).Embeddings * direction).sum();
    }
}
