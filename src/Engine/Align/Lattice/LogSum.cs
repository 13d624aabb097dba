using System.Numerics;

namespace Rag.Engine.Align.Lattice;

/// <summary>Sums of numbers that are known by their logarithms.</summary>
internal static class LogSum
{
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

    /// <summary>log(e^a + e^b + e^c)</summary>
    public static Vector<double> Add(Vector<double> a, Vector<double> b, Vector<double> c)
    {
        var most = Vector.Max(a, Vector.Max(b, c));
        return most + Vector.Log(Vector.Exp(a - most) + Vector.Exp(b - most) + Vector.Exp(c - most));
    }
}
