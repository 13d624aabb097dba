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
