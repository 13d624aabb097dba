using Rag.Torch.Kernels.Convolutions;

namespace Rag.Torch;

/// <summary>Checks what a convolution is given and runs it; one dimension is a height of 1.</summary>
internal static unsafe class Convolving
{
    private static readonly Backward<ConvolutionShape> _backward = static (saved, gradient, shape) =>
    {
        using var dy = Conversion.BorrowDense(gradient);
        var results = new torch.Tensor?[saved.Inputs.Length];
        if (saved.Needs(0))
        {
            results[0] = New.Empty(saved.ShapeOf(0), torch.ScalarType.Float32);
            Kernels.Convolutions.Convolution.BackwardInput(shape, dy.Tensor.FloatData, saved[1].FloatData, results[0]!.FloatData);
        }
        if (saved.Needs(1))
        {
            results[1] = New.Zeros(saved.ShapeOf(1), torch.ScalarType.Float32);
            Kernels.Convolutions.Convolution.BackwardWeight(shape, saved[0].FloatData, dy.Tensor.FloatData, results[1]!.FloatData);
        }
        if (results.Length > 2 && saved.Needs(2))
        {
            results[2] = New.Zeros(saved.ShapeOf(2), torch.ScalarType.Float32);
            Kernels.Convolutions.Convolution.BackwardBias(shape, dy.Tensor.FloatData, results[2]!.FloatData);
        }
        return results;
    };

    public static ArgumentException Mismatch(torch.Tensor input, torch.Tensor weight, long groups) =>
        new($"An input of shape {Shape.Text(input.Sizes)} does not fit convolution weights of shape {Shape.Text(weight.Sizes)} in {groups} groups.");

    public static (long, long) Two(long[]? values, long otherwise) => values switch
    {
        null or [] => (otherwise, otherwise),
        [var both] => (both, both),
        [var first, var second] => (first, second),
        _ => throw new ArgumentException($"One or two numbers are wanted, not {Shape.Text(values)}.", nameof(values)),
    };

    public static torch.Tensor Run(
        torch.Tensor input, torch.Tensor weight, torch.Tensor? bias, (long Y, long X) stride, (long Y, long X) padding, (long Y, long X) dilation, long groups)
    {
        var outputs = weight.Sizes[0];
        if (groups < 1 || input.Sizes[1] != weight.Sizes[1] * groups || outputs % groups != 0) throw Mismatch(input, weight, groups);
        if (stride.Y < 1 || stride.X < 1 || dilation.Y < 1 || dilation.X < 1 || padding.Y < 0 || padding.X < 0)
            throw new ArgumentException($"Strides {stride} and dilations {dilation} must be positive and padding {padding} not negative.", nameof(stride));
        if (bias is not null && (bias.Rank != 1 || bias.Count != outputs)) throw new ArgumentException($"A bias of shape {Shape.Text(bias.Sizes)} does not fit {outputs} output channels.", nameof(bias));
        var shape = ShapeOf(input, weight, stride, padding, dilation, groups);
        if (shape.OutputPixels == 0 || weight.Count == 0)
            throw new ArgumentException($"A kernel of shape {Shape.Text(weight.Sizes)} with dilation {dilation} does not fit an input of shape {Shape.Text(input.Sizes)} padded by {padding}.", nameof(weight));
        using var x = Conversion.BorrowDense(input, torch.ScalarType.Float32);
        using var w = Conversion.BorrowDense(weight, torch.ScalarType.Float32);
        var y = New.Empty([input.Sizes[0], outputs, shape.OutputHeight, shape.OutputWidth], torch.ScalarType.Float32);
        Kernels.Convolutions.Convolution.Forward(shape, x.Tensor.FloatData, w.Tensor.FloatData, bias is null ? null : bias.FloatData, (float*)y.Data);
        return bias is null
            ? Tape.Record(y, [input, weight], [x.Tensor, w.Tensor], shape, _backward, "conv")
            : Tape.Record(y, [input, weight, bias], [x.Tensor, w.Tensor], shape, _backward, "conv");
    }

    private static ConvolutionShape ShapeOf(torch.Tensor input, torch.Tensor weight, (long Y, long X) stride, (long Y, long X) padding, (long Y, long X) dilation, long groups)
    {
        checked
        {
            return new ConvolutionShape
            {
                Batch = (int)input.Sizes[0],
                Channels = (int)input.Sizes[1],
                Height = (int)input.Sizes[2],
                Width = (int)input.Sizes[3],
                Filters = (int)weight.Sizes[0],
                KernelHeight = (int)weight.Sizes[2],
                KernelWidth = (int)weight.Sizes[3],
                Stride = ((int)stride.Y, (int)stride.X),
                Padding = ((int)padding.Y, (int)padding.X),
                Dilation = ((int)dilation.Y, (int)dilation.X),
                Groups = (int)groups,
            };
        }
    }
}
