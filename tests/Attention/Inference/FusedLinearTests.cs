using System.Runtime.InteropServices;
using Rag.Attention.Inference;

namespace Rag.Tests.Attention.Inference;

public sealed class FusedLinearTests
{
    [Fact]
    public void OneDnn_is_there_on_x64()
    {
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64) Assert.True(LibTorch.HasOneDnn);
    }

    [Theory]
    [InlineData(Finish.None)]
    [InlineData(Finish.Gelu)]
    [InlineData(Finish.GeluTanh)]
    [InlineData(Finish.Relu)]
    public void Inference_gives_what_training_gives(Finish finish)
    {
        using var scope = NewDisposeScope();
        var layer = Linear(24, 40);
        var x = Input(3, 7, 24);
        var expected = layer.Run(x, finish).detach();
        Assert.True(Close(expected, Inferred(() => layer.Run(x, finish)), 1e-5));
    }

    [Fact]
    public void A_residual_is_added()
    {
        using var scope = NewDisposeScope();
        var layer = Linear(24, 40);
        var (x, residual) = (Input(3, 7, 24), Input(3, 7, 40));
        Assert.True(Close((residual + layer.call(x)).detach(), Inferred(() => layer.RunPlus(x, residual)), 1e-5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Three_layers_of_one_input_are_one_product(bool middleHasBias)
    {
        using var scope = NewDisposeScope();
        var (first, second, third) = (Linear(24, 40), Linear(24, 16, hasBias: middleHasBias), Linear(24, 8));
        var x = Input(3, 7, 24);
        Tensor[] expected = [first.call(x), second.call(x), third.call(x)];
        Tensor[] actual;
        using (torch.inference_mode())
        {
            var (a, b, c) = FusedLinear.Run(x, first, second, third);
            actual = [a, b, c];
        }
        for (var i = 0; i < 3; i++) Assert.True(Close(expected[i].detach(), actual[i], 1e-5));
    }

    [Fact]
    public void Weights_that_were_written_to_are_packed_anew()
    {
        using var scope = NewDisposeScope();
        var layer = Linear(24, 40);
        var x = Input(2, 24);
        Inferred(() => layer.Run(x));
        using (no_grad()) layer.weight!.mul_(2);
        Assert.True(Close(layer.call(x).detach(), Inferred(() => layer.Run(x)), 1e-5));
    }

    [Fact]
    public void In_bfloat16_it_stays_near()
    {
        using var scope = NewDisposeScope();
        var layer = Linear(64, 32);
        var x = Input(5, 64);
        var expected = layer.call(x).detach();
        layer.to(bfloat16);
        Assert.True(Close(expected, Inferred(() => layer.Run(x.to_type(bfloat16)).to_type(float32)), 2e-2));
    }

    [Fact]
    public void Mixed_precision_keeps_gradients_near_and_in_float32()
    {
        using var scope = NewDisposeScope();
        var layer = Linear(64, 32);
        var (x, wanted) = (Input(5, 64), Input(5, 32));
        (layer.Run(x) * wanted).sum().backward();
        var exact = layer.weight!.grad!.clone();
        layer.zero_grad();
        (MixedPrecision.Run(Precision.Bf16, () => layer.Run(x)) * wanted).sum().backward();
        Assert.Equal(ScalarType.Float32, layer.weight.grad!.dtype);
        Assert.False(torch.allclose(layer.weight.grad, exact, 1e-7, 1e-7)); // else nothing was rounded
        Assert.True((layer.weight.grad - exact).norm().item<float>() < 0.02 * exact.norm().item<float>());
    }

    /// <summary>Numbers that are no draw: sines of their places.</summary>
    private static Tensor Input(params long[] shape)
    {
        var count = shape.Aggregate(1L, (all, one) => all * one);
        return torch.sin(torch.arange(count, dtype: float32) * 0.7).view(shape);
    }

    private static Tensor Inferred(Func<Tensor> run)
    {
        using var mode = torch.inference_mode();
        return run();
    }

    private static bool Close(Tensor expected, Tensor actual, double tolerance) => torch.allclose(expected, actual, tolerance, tolerance);
}
