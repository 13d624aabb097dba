namespace Rag.Torch;

public static partial class torch
{
    /// <summary>0.5 - 0.5 cos(2 pi i / n), with n = len where periodic, else len - 1.</summary>
    public static Tensor hann_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var values = new double[len];
        var period = periodic ? len : Math.Max(1, len - 1);
        for (long i = 0; i < len; i++) values[i] = len == 1 ? 1 : 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / period);
        return New.From(values, [len], dtype ?? ScalarType.Float32).Requiring(requires_grad);
    }

    public static Tensor stft(
        Tensor input, long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true,
        PaddingModes pad_mode = PaddingModes.Reflect, bool normalized = false, bool? onesided = null, bool? return_complex = null) =>
        ShortTime.Transform(input, n_fft, hop_length, win_length, window, center, pad_mode, normalized, onesided, return_complex);
}

public static class StftTensor
{
    extension(torch.Tensor input)
    {
        /// <summary>
        /// The short-time Fourier transform of (time) or (batch, time): (..., frequencies, frames, 2), the last being real and
        /// imaginary part. There are no complex tensors here.
        /// </summary>
        public torch.Tensor stft(
            long n_fft, long hop_length = -1, long win_length = -1, torch.Tensor? window = null, bool center = true,
            PaddingModes pad_mode = PaddingModes.Reflect, bool normalized = false, bool? onesided = null, bool? return_complex = null) =>
            ShortTime.Transform(input, n_fft, hop_length, win_length, window, center, pad_mode, normalized, onesided, return_complex);
    }
}

/// <summary>Frames times a matrix of sines and cosines: at speech's sizes as fast as a fast transform, and it has a gradient.</summary>
internal static class ShortTime
{
    public static torch.Tensor Transform(
        torch.Tensor input, long size, long hop, long windowLength, torch.Tensor? window, bool center, PaddingModes mode, bool normalized, bool? onesided, bool? complex)
    {
        if (complex == true) throw new NotSupportedException("There are no complex tensors here: call stft with return_complex: false.");
        if (input.Rank is < 1 or > 2 || size < 1) throw new ArgumentException($"stft wants (time) or (batch, time), not shape {Shape.Text(input.Sizes)}.", nameof(input));
        if (hop == -1) hop = size / 4;
        if (windowLength == -1) windowLength = size;
        if (hop < 1 || windowLength < 1 || windowLength > size || (window is not null && window.Count != windowLength))
            throw new ArgumentException($"stft of {size} cannot use a hop of {hop} and a window of {window?.Count ?? windowLength}, {windowLength} long.", nameof(window));
        var signal = center ? torch.nn.functional.pad(input, [size / 2, size / 2], mode) : input;
        if (signal.Sizes[^1] < size) throw new ArgumentException($"A signal of shape {Shape.Text(input.Sizes)} is shorter than the transform of {size}.", nameof(input));
        var weights = Weights(window, windowLength, size);
        var frequencies = onesided == false ? size : size / 2 + 1;
        var basis = Basis(weights, frequencies, normalized ? 1 / Math.Sqrt(size) : 1);
        var frames = signal.unfold(-1, size, hop); // (..., frames, size)
        var spectrum = torch.matmul(frames, basis); // (..., frames, 2 frequencies)
        return spectrum.unflatten(-1, frequencies, 2).transpose(-3, -2);
    }

    private static double[] Weights(torch.Tensor? window, long length, long size)
    {
        var weights = new double[size];
        var values = window is null ? null : Conversion.To(window, torch.ScalarType.Float64).data<double>().ToArray();
        for (long i = 0; i < length; i++) weights[(size - length) / 2 + i] = values is null ? 1 : values[i];
        return weights;
    }

    private static torch.Tensor Basis(double[] weights, long frequencies, double scale)
    {
        var size = weights.Length;
        var basis = new float[size * frequencies * 2];
        for (var t = 0; t < size; t++)
        {
            for (long f = 0; f < frequencies; f++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * (t * f % size) / size);
                basis[(t * frequencies + f) * 2] = (float)(weights[t] * scale * cosine);
                basis[(t * frequencies + f) * 2 + 1] = (float)(-weights[t] * scale * sine);
            }
        }
        return New.From(basis, [size, frequencies * 2], null);
    }
}
