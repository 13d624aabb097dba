namespace Rag.Files.Pictures;

/// <summary>For each new pixel along one side: the first old pixel it is made of, and the weights of that and the next ones.</summary>
internal sealed class ResizeWeights
{
    private const int FractionBits = 22; // a byte times the sum of the weights, with the overshoot of a cubic, fits 32 bits

    /// <summary>What a sum starts from, to be rounded.</summary>
    public const int Half = 1 << (FractionBits - 1);

    private readonly (int First, int[] Factors)[] _weights;

    public ResizeWeights(int from, int to, ResizeFilter filter)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var reach = (filter == ResizeFilter.Bicubic ? 2 : 1) * stretch;
        _weights = new (int, int[])[to];
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - reach + 0.5));
            var weights = new double[Math.Min(from, (int)(centre + reach + 0.5)) - first];
            for (var k = 0; k < weights.Length; k++) weights[k] = Curve(filter, (k + first - centre + 0.5) / stretch);
            var sum = weights.Sum();
            _weights[i] = (first, Array.ConvertAll(weights, weight => (int)Math.Round(weight / sum * (1 << FractionBits), MidpointRounding.AwayFromZero)));
        }
    }

    public int Count => _weights.Length;

    public (int First, int[] Factors) this[int index] => _weights[index];

    public static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    private static double Curve(ResizeFilter filter, double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        if (filter == ResizeFilter.Bilinear) return Math.Max(0, 1 - x);
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}
