namespace Rag.Tests.Torch.Products;

public sealed class PackedWeightsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    [InlineData(600)]
    public void Inference_gives_what_a_recorded_forward_gives(int rows)
    {
        torch.manual_seed(1);
        using var layer = Linear(33, 70);
        using var x = torch.randn(rows, 33);
        using var recorded = layer.call(x);
        using var mode = torch.inference_mode();
        for (var pass = 0; pass < 2; pass++)
        {
            using var inferred = layer.call(x);
            Assert.True(torch.allclose(recorded, inferred, 1e-5, 1e-6));
        }
    }

    [Fact]
    public void Weights_that_change_between_two_inferences_are_packed_anew()
    {
        using var layer = Linear(8, 8, hasBias: false);
        using var x = torch.ones(4, 8);
        using (torch.inference_mode()) layer.call(x).Dispose();
        using (torch.no_grad()) layer.weight.fill_(0.5f);
        using var mode = torch.inference_mode();
        using var after = layer.call(x);
        Assert.All(after.data<float>().ToArray(), value => Assert.Equal(4, value, 1e-5f));
    }

    [Fact]
    public void A_view_of_other_weights_is_not_taken_for_them()
    {
        using var weights = torch.arange(32, torch.ScalarType.Float32).reshape(8, 4);
        using var x = torch.ones(3, 4);
        using var mode = torch.inference_mode();
        using var whole = nn.functional.linear(x, weights);
        using var upper = nn.functional.linear(x, weights[..4]);
        using var lower = nn.functional.linear(x, weights[4..]);
        using var halves = torch.cat([upper, lower], 1);
        Assert.True(torch.allclose(whole, halves));
    }
}
