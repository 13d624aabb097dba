namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Cross-correlation over (batch, channels, time) with weights (out, in / groups, kernel).</summary>
            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1)
            {
                if (input.Rank == 2) return conv1d(input.unsqueeze(0), weight, bias, stride, padding, dilation, groups).squeeze(0);
                if (input.Rank != 3 || weight.Rank != 3) throw Convolving.Mismatch(input, weight, groups);
                // One row of pixels.
                return Convolving.Run(input.unsqueeze(2), weight.unsqueeze(2), bias, (1, stride ?? 1), (0, padding ?? 0), (1, dilation ?? 1), groups).squeeze(2);
            }

            /// <summary>Cross-correlation over (batch, channels, height, width) with weights (out, in / groups, height, width).</summary>
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                if (input.Rank == 3) return conv2d(input.unsqueeze(0), weight, bias, strides, padding, dilation, groups).squeeze(0);
                if (input.Rank != 4 || weight.Rank != 4) throw Convolving.Mismatch(input, weight, groups);
                return Convolving.Run(input, weight, bias, Convolving.Two(strides, 1), Convolving.Two(padding, 0), Convolving.Two(dilation, 1), groups);
            }
        }
    }
}

internal static class Convolving
{
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
        var (channels, outputs) = (input.Sizes[1], weight.Sizes[0]);
        if (groups < 1 || channels != weight.Sizes[1] * groups || outputs % groups != 0) throw Mismatch(input, weight, groups);
        if (stride.Y < 1 || stride.X < 1 || dilation.Y < 1 || dilation.X < 1 || padding.Y < 0 || padding.X < 0)
            throw new ArgumentException($"Strides {stride} and dilations {dilation} must be positive and padding {padding} not negative.", nameof(stride));
        if (bias is not null && bias.Count != outputs) throw new ArgumentException($"A bias of shape {Shape.Text(bias.Sizes)} does not fit {outputs} output channels.", nameof(bias));
        var padded = torch.nn.functional.pad(input, [padding.X, padding.X, padding.Y, padding.Y]);
        var windows = Windows(Windows(padded, 2, weight.Sizes[2], stride.Y, dilation.Y), 3, weight.Sizes[3], stride.X, dilation.X);
        var (height, width) = (windows.Sizes[2], windows.Sizes[3]);
        // (batch, channels, y, x, ky, kx) -> (batch, group, channels ky kx, y x)
        var columns = windows.permute(0, 1, 4, 5, 2, 3).reshape(input.Sizes[0], groups, -1, height * width);
        var kernels = weight.reshape(groups, outputs / groups, -1);
        var result = torch.matmul(kernels, columns).reshape(input.Sizes[0], outputs, height, width);
        return bias is null ? result : result + bias.reshape(-1, 1, 1);
    }

    private static torch.Tensor Windows(torch.Tensor input, int dim, long size, long stride, long dilation)
    {
        var reach = (size - 1) * dilation + 1;
        if (size < 1 || input.Sizes[dim] < reach)
            throw new ArgumentException($"A kernel that reaches over {reach} does not fit dimension {dim} of a padded input of shape {Shape.Text(input.Sizes)}.", nameof(size));
        var windows = input.unfold(dim, reach, stride);
        return dilation == 1 ? windows : Slicing.Python(windows, windows.Rank - 1, null, null, dilation);
    }
}
