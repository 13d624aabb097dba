namespace Rag.Tests.Torch;

/// <summary>Compares tensors element by element, by the size of the numbers in them.</summary>
internal static class Near
{
    public static void Assert(Tensor expected, Tensor actual, string what, double tolerance = 1e-4)
    {
        Xunit.Assert.Equal(expected.shape, actual.shape);
        var (wanted, got) = (Numbers(expected), Numbers(actual));
        var scale = wanted.Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Equals(got[i])) continue;
            Xunit.Assert.True(
                Math.Abs(wanted[i] - got[i]) <= tolerance * (Math.Abs(wanted[i]) + 0.1 * scale) + 2e-6, $"{what}: element {i} of {wanted.Length} is {got[i]}, not {wanted[i]}");
        }
    }

    public static double[] Numbers(Tensor tensor) => tensor.detach().to(float64).data<double>().ToArray();
}
