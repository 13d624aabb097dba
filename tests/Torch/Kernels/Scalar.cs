using Rag.Torch.Kernels.Matrices;

namespace Rag.Torch.Tests.Kernels;

/// <summary>Functions in double precision.</summary>
internal static class Scalar
{
    public static double Activate(Activation activation, double x) => activation switch
    {
        Activation.Relu => Math.Max(0, x),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Gelu => Gelu(x),
        Activation.GeluTanh => GeluTanh(x),
        _ => x,
    };

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Gelu(double x) => x * Normal(x);

    public static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    /// <summary>The normal distribution function, by its series near 0 and by a continued fraction in the tails.</summary>
    public static double Normal(double x)
    {
        double density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        if (Math.Abs(x) < 3)
        {
            double term = x, sum = x;
            for (int i = 1; i < 200; i++) sum += term *= x * x / ((2 * i) + 1);
            return 0.5 + (density * sum);
        }
        double fraction = 0;
        for (int i = 200; i > 0; i--) fraction = i / (Math.Abs(x) + fraction);
        double tail = density / (Math.Abs(x) + fraction);
        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>The slope of a function at a point.</summary>
    public static double Slope(Func<double, double> f, double x) => (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;
}
