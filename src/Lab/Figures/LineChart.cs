namespace Rag.Lab.Figures;

/// <summary>A named curve.</summary>
public sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Curves over common axes: learning curves, cost curves.</summary>
/// <param name="Logarithmic">Both axes in powers of ten; all values must then be above 0.</param>
public sealed record LineChart(string Caption, string XAxis, string YAxis, IReadOnlyList<Series> Curves, bool Logarithmic = false)
    : Figure(Caption)
{
    private const int Width = 460, Height = 280, Left = 60, Bottom = 40, Top = 24, Right = 110;
    private static readonly string[] _colours = ["#1f5fa8", "#c8491d", "#2c8a4b", "#8a3ba8", "#a88a1f", "#4b4b4b"];

    /// <inheritdoc />
    public override string ToSvg()
    {
        var points = Curves.SelectMany(curve => curve.Points).Select(Scaled).ToList();
        if (points.Count == 0) return new Svg(Width, Height).ToString();
        var (minX, maxX) = Range(points.Select(point => point.X));
        var (minY, maxY) = Range(points.Select(point => point.Y));

        var svg = new Svg(Width, Height);
        svg.Line(Left, Height - Bottom, Width - Right, Height - Bottom, "#888");
        svg.Line(Left, Top, Left, Height - Bottom, "#888");
        svg.Text((Left + Width - Right) / 2.0, Height - 6, XAxis, "middle");
        svg.Text(4, 11, YAxis);
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            svg.Text(X(minX + share * (maxX - minX)), Height - Bottom + 14, Label(minX + share * (maxX - minX)), "middle");
            svg.Text(Left - 4, Y(minY + share * (maxY - minY)) + 4, Label(minY + share * (maxY - minY)), "end");
        }
        foreach (var (i, curve) in Curves.Index())
        {
            var colour = _colours[i % _colours.Length];
            svg.Curve(curve.Points.Select(Scaled).Select(point => (X(point.X), Y(point.Y))), colour);
            svg.Line(Width - Right + 8, Top + 12 + 16 * i, Width - Right + 22, Top + 12 + 16 * i, colour);
            svg.Text(Width - Right + 26, Top + 16 + 16 * i, curve.Name);
        }
        return svg.ToString();

        double X(double x) => Left + (x - minX) / (maxX - minX) * (Width - Right - Left);
        double Y(double y) => Height - Bottom - (y - minY) / (maxY - minY) * (Height - Bottom - Top);
    }

    private (double X, double Y) Scaled((double X, double Y) point) =>
        Logarithmic ? (Math.Log10(point.X), Math.Log10(point.Y)) : point;

    private string Label(double value) => $"{(Logarithmic ? Math.Pow(10, value) : value):0.###}";

    private static (double Min, double Max) Range(IEnumerable<double> values)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values) (min, max) = (Math.Min(min, value), Math.Max(max, value));
        return max > min ? (min, max) : (min - 0.5, max + 0.5);
    }
}
