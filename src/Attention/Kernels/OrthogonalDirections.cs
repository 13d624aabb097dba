namespace Rag.Attention.Kernels;

/// <summary>
/// Gaussian vectors made orthogonal in groups, with their lengths drawn apart: each is still distributed as before, and
/// together they estimate with less variance (Choromanski et al. 2021).
/// </summary>
internal static class OrthogonalDirections
{
    /// <summary>(count, width).</summary>
    public static Tensor Draw(int count, int width, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(seed);
        var drawn = torch.randn(2 * count, width, generator: generator).data<float>().ToArray();
        var directions = new float[count * width];
        for (var i = 0; i < count; i++)
        {
            var direction = Row(drawn, i, width);
            for (var j = i / width * width; j < i; j++)
            {
                var other = Row(directions, j, width);
                var along = Dot(direction, other) / Dot(other, other);
                for (var d = 0; d < width; d++) direction[d] -= along * other[d];
            }
            var length = Row(drawn, count + i, width);
            var factor = Math.Sqrt(Dot(length, length) / Dot(direction, direction));
            for (var d = 0; d < width; d++) directions[i * width + d] = (float)(direction[d] * factor);
        }
        return torch.tensor(directions, [count, width]).MoveToOuterDisposeScope();
    }

    private static double[] Row(float[] rows, int i, int width) =>
        [.. rows.AsSpan(i * width, width).ToArray().Select(x => (double)x)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
