using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rag.Engine.Align.Lattice;

/// <summary>Sums of numbers that are known by their logarithms.</summary>
internal static class LogSum
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>Below this something cannot be.</summary>
    public const double Floor = AlignmentLattice.Never / 2;

    /// <summary>A probability with a lower logarithm counts as none.</summary>
    public const double Negligible = -40;

    /// <summary>log(e^a + e^b)</summary>
    public static double Add(double a, double b)
    {
        var (more, less) = a >= b ? (a, b) : (b, a);
        return less - more < Negligible ? more : more + Math.Log(1 + Math.Exp(less - more));
    }

    /// <summary>log(e^a + e^b + e^c), to 1e-12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Add(Vector<double> a, Vector<double> b, Vector<double> c)
    {
        var most = Vector.Max(a, Vector.Max(b, c));
        return most + Log(Exp(a - most) + Exp(b - most) + Exp(c - most));
    }

    /// <summary>e^x = 2^k e^r of x up to 0, r within half of log 2, by Taylor's series; what is less than e^-700 counts as that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Exp(Vector<double> x)
    {
        const double rounding = 6755399441055744; // 1.5 * 2^52: added to a number it leaves its whole part in the low bits
        x = Vector.Max(x, new Vector<double>(-700));
        var shifted = (x * (1 / Ln2)) + new Vector<double>(rounding);
        var r = x - ((shifted - new Vector<double>(rounding)) * Ln2);
        var sum = new Vector<double>(1.0 / 39916800);
        sum = (sum * r) + new Vector<double>(1.0 / 3628800);
        sum = (sum * r) + new Vector<double>(1.0 / 362880);
        sum = (sum * r) + new Vector<double>(1.0 / 40320);
        sum = (sum * r) + new Vector<double>(1.0 / 5040);
        sum = (sum * r) + new Vector<double>(1.0 / 720);
        sum = (sum * r) + new Vector<double>(1.0 / 120);
        sum = (sum * r) + new Vector<double>(1.0 / 24);
        sum = (sum * r) + new Vector<double>(1.0 / 6);
        sum = (sum * r) + new Vector<double>(0.5);
        sum = (sum * r) + Vector<double>.One;
        sum = (sum * r) + Vector<double>.One;
        return Vector.AsVectorDouble(Vector.AsVectorInt64(sum) + Vector.ShiftLeft(Vector.AsVectorInt64(shifted), 52));
    }

    /// <summary>Of x within 1..3, by the series of the inverse hyperbolic tangent around the square root of 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Log(Vector<double> x)
    {
        const double middle = 1.7320508075688772, logMiddle = 0.5493061443340549;
        var z = (x - new Vector<double>(middle)) / (x + new Vector<double>(middle));
        var square = z * z;
        var sum = new Vector<double>(2.0 / 21);
        sum = (sum * square) + new Vector<double>(2.0 / 19);
        sum = (sum * square) + new Vector<double>(2.0 / 17);
        sum = (sum * square) + new Vector<double>(2.0 / 15);
        sum = (sum * square) + new Vector<double>(2.0 / 13);
        sum = (sum * square) + new Vector<double>(2.0 / 11);
        sum = (sum * square) + new Vector<double>(2.0 / 9);
        sum = (sum * square) + new Vector<double>(2.0 / 7);
        sum = (sum * square) + new Vector<double>(2.0 / 5);
        sum = (sum * square) + new Vector<double>(2.0 / 3);
        sum = (sum * square) + new Vector<double>(2);
        return (sum * z) + new Vector<double>(logMiddle);
    }
}
