using Rag.Attention.Inference;

namespace Rag.Tests.Attention.Inference;

public sealed class FusedConvolutionTests
{
    [Theory]
    [InlineData(3, 1, 1, 1)]
    [InlineData(3, 1, 4, 4)]
    [InlineData(6, 2, 2, 1)]
    [InlineData(5, 1, 0, 2)]
    public void Inference_gives_what_training_gives(int kernel, int stride, int padding, int dilation)
    {
        using var scope = NewDisposeScope();
        var convolution = Conv1d(8, 12, kernel, stride: stride, padding: padding, dilation: dilation);
        var x = torch.randn(2, 31, 8, generator: new torch.Generator(1));
        var expected = functional.relu(convolution.call(x.transpose(1, 2))).transpose(1, 2).detach();
        Assert.True(Close(expected, convolution.Run(x, Finish.Relu).detach()));
        using (torch.inference_mode()) Assert.True(Close(expected, convolution.Run(x, Finish.Relu)));
    }

    [Fact]
    public void Weights_that_were_written_to_are_packed_anew()
    {
        using var scope = NewDisposeScope();
        var convolution = Conv1d(8, 12, 3, padding: 1);
        var x = torch.randn(1, 9, 8, generator: new torch.Generator(2));
        using (torch.inference_mode()) convolution.Run(x).Dispose();
        using (no_grad()) convolution.weight!.mul_(2);
        var expected = convolution.Run(x).detach();
        using (torch.inference_mode()) Assert.True(Close(expected, convolution.Run(x)));
    }

    private static bool Close(Tensor expected, Tensor actual) => expected.allclose(actual, rtol: 1e-4, atol: 1e-5);
}
