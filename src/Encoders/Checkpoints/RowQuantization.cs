namespace Rag.Encoders.Checkpoints;

/// <summary>Weights as int8 rows with a scale each, a quarter of float32's bytes: w = scale * number, the largest of a row at 127 or -127.</summary>
internal static class RowQuantization
{
    private const float Largest = 127;

    /// <param name="weights">Row by row, finite.</param>
    public static (byte[] Numbers, float[] Scales) Of(ReadOnlySpan<float> weights, int rows)
    {
        var (numbers, scales, width) = (new byte[weights.Length], new float[rows], weights.Length / Math.Max(1, rows));
        for (var row = 0; row < rows; row++)
        {
            var own = weights.Slice(row * width, width);
            var largest = 0f;
            foreach (var weight in own) largest = MathF.Max(largest, MathF.Abs(weight));
            scales[row] = largest / Largest;
            if (largest == 0) continue;
            for (var i = 0; i < width; i++) numbers[(row * width) + i] = (byte)(sbyte)MathF.Round(own[i] / largest * Largest);
        }
        return (numbers, scales);
    }
}
