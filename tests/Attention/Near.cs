namespace Rag.Tests.Attention;

/// <summary>Compares tensors element by element, by the size of the numbers in them.</summary>
internal static class Near
{
    /// <summary>What float32 leaves of sums that are exactly zero.</summary>
    private const double Noise = 1e-6;

    public static void Assert(Tensor expected, Tensor actual, string what, double tolerance = 1e-4)
    {
        Xunit.Assert.Equal(expected.shape, actual.shape);
        var (wanted, got) = (Numbers(expected), Numbers(actual));
        var scale = wanted.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < wanted.Length; i++)
        {
            Xunit.Assert.True(
                Math.Abs(wanted[i] - got[i]) <= tolerance * (Math.Abs(wanted[i]) + 0.1 * scale) + Noise, $"{what}: element {i} of {wanted.Length} is {got[i]}, not {wanted[i]}");
        }
    }

    public static void AssertSame(Tensor expected, Tensor actual) => Xunit.Assert.Equal(Numbers(expected), Numbers(actual));

    public static float[] Numbers(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
