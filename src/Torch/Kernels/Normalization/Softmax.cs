using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Normalization;

/// <summary>
/// Softmax and its logarithm over the last axis; rows lie n apart. A row of -infinity alone has softmax 0 everywhere
/// and log-softmax -infinity.
/// </summary>
internal static unsafe class Softmax
{
    private const int FloatsPerPart = 8192;

    public static void Forward(int rows, int n, float* x, float* y) =>
        ThreadTeam.Shared.For(new SoftmaxKernel(n, x, y, logarithm: false), rows, Grain(n));

    public static void LogForward(int rows, int n, float* x, float* y) =>
        ThreadTeam.Shared.For(new SoftmaxKernel(n, x, y, logarithm: true), rows, Grain(n));

    /// <summary>dx = y (dy - sum(y dy)).</summary>
    public static void Backward(int rows, int n, float* y, float* dy, float* dx) =>
        ThreadTeam.Shared.For(new SoftmaxGradientKernel(n, y, dy, dx, logarithm: false), rows, Grain(n));

    /// <summary>dx = dy - exp(y) sum(dy), y being the log-softmax.</summary>
    public static void LogBackward(int rows, int n, float* y, float* dy, float* dx) =>
        ThreadTeam.Shared.For(new SoftmaxGradientKernel(n, y, dy, dx, logarithm: true), rows, Grain(n));

    private static int Grain(int n) => Math.Max(1, FloatsPerPart / Math.Max(1, n));
}
