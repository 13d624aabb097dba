using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Images.Training;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Images.Training;

public sealed class CaptionTargetsTests
{
    [Fact]
    public void The_directions_are_the_languages_means_and_at_right_angles()
    {
        using var scope = NewDisposeScope();
        using var targets = new CaptionTargets(Captions(), english: 3);
        Near.Assert(torch.eye(2), torch.matmul(targets.Directions, targets.Directions.t()), "directions", 1e-5);
        foreach (var captions in new[] { Captions().narrow(1, 0, 3), Captions().narrow(1, 3, 2) })
        {
            var left = HybridEncoder.Beside(captions.mean([0, 1]), targets.Directions);
            Assert.True(left.norm().item<float>() < 1e-5);
        }
        Assert.Equal([20, 3, 12], targets.English.shape);
        Assert.Equal([20, 2, 12], targets.Chinese!.shape);
        Assert.Equal([20, 12], targets.Means.shape);
    }

    [Fact]
    public void A_caption_as_it_is_ranks_pictures_as_its_target_does()
    {
        using var scope = NewDisposeScope();
        using var targets = new CaptionTargets(Captions(), english: 3);
        var anywhere = torch.randn([50, 12], generator: new torch.Generator(2));
        var pictures = functional.normalize(HybridEncoder.Beside(anywhere, targets.Directions), dim: -1);
        var plain = torch.matmul(pictures, Captions()[4, 1]);
        var aimed = torch.matmul(pictures, targets.English[4, 1]);
        Assert.True(functional.cosine_similarity(plain, aimed, 0).item<float>() > 0.99999);
    }

    [Fact]
    public void One_language_leaves_the_second_direction_empty()
    {
        using var scope = NewDisposeScope();
        using var targets = new CaptionTargets(Captions().narrow(1, 0, 3), english: 3);
        Assert.Null(targets.Chinese);
        Assert.Equal(0, targets.Directions[1].abs().sum().item<float>());
    }

    /// <summary>20 pictures, 3 English captions around one direction and 2 Chinese ones around another.</summary>
    private static Tensor Captions()
    {
        var generator = new torch.Generator(1);
        var languages = torch.randn([1, 2, 12], generator: generator).repeat_interleave(torch.tensor(new long[] { 3, 2 }), 1);
        return functional.normalize(languages + torch.randn([20, 5, 12], generator: generator), dim: -1);
    }
}
