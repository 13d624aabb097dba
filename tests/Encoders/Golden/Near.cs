namespace Rag.Tests.Encoders.Golden;

/// <summary>Compares activations: the largest difference relative to the largest number.</summary>
internal static class Near
{
    public static void Assert(Tensor expected, Tensor actual, string what, double tolerance = 1e-3)
    {
        Xunit.Assert.Equal(expected.shape, actual.shape);
        var (wanted, got) = (Numbers(expected), Numbers(actual));
        var scale = wanted.Select(Math.Abs).Max();
        var worst = wanted.Zip(got, (w, g) => float.IsFinite(g) ? Math.Abs(w - g) : float.PositiveInfinity).Max();
        Xunit.Assert.True(worst <= tolerance * scale, $"{what}: differs by {worst} where numbers reach {scale}");
    }

    public static float[] Numbers(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
