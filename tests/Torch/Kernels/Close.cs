namespace Rag.Torch.Tests.Kernels;

/// <summary>Compares with a reference computed in double precision.</summary>
internal static class Close
{
    /// <summary>|actual - expected| is at most tolerance * max(|expected|, floor); NaN and infinity must agree.</summary>
    public static void Assert(double expected, float actual, double tolerance, double floor = 1, string? what = null)
    {
        if (double.IsNaN(expected) ? float.IsNaN(actual) : (float)expected == actual) return;
        double allowed = tolerance * Math.Max(Math.Abs(expected), floor);
        if (Math.Abs(actual - expected) <= allowed) return;
        Xunit.Assert.Fail($"{what}: expected {expected:g9}, got {actual:g9}");
    }
}
