using System.Globalization;
using System.Net;
using System.Text;

namespace Rag.Lab.Figures;

/// <summary>Writes one SVG element piece by piece. Coordinates are pixels, y grows downwards.</summary>
internal sealed class Svg(int width, int height)
{
    private readonly StringBuilder _body = new();

    public void Rectangle(double x, double y, double width, double height, string fill) => Append(
        $"""<rect x="{x:0.##}" y="{y:0.##}" width="{width:0.##}" height="{height:0.##}" fill="{fill}"/>""");

    public void Line(double x1, double y1, double x2, double y2, string colour) => Append(
        $"""<line x1="{x1:0.##}" y1="{y1:0.##}" x2="{x2:0.##}" y2="{y2:0.##}" stroke="{colour}"/>""");

    public void Curve(IEnumerable<(double X, double Y)> points, string colour)
    {
        var path = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.##},{point.Y:0.##}")));
        Append($"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>""");
    }

    /// <param name="anchor">"start", "middle" or "end".</param>
    public void Text(double x, double y, string text, string anchor = "start") => Append(
        $"""<text x="{x:0.##}" y="{y:0.##}" text-anchor="{anchor}">{WebUtility.HtmlEncode(text)}</text>""");

    public override string ToString() =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="11">{_body}</svg>""";

    private void Append(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture));
}
