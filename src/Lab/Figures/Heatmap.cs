namespace Rag.Lab.Figures;

/// <summary>A matrix as shades, an attention map for instance: a row for each query, a column for each key.</summary>
/// <param name="Values">(rows, columns); 0 is white, <paramref name="Max"/> and above is darkest.</param>
/// <param name="RowLabels">One for each row, or none.</param>
/// <param name="ColumnLabels">One for each column, or none.</param>
public sealed record Heatmap(
    string Caption, float[,] Values, IReadOnlyList<string>? RowLabels = null, IReadOnlyList<string>? ColumnLabels = null, float Max = 1)
    : Figure(Caption)
{
    private const int Margin = 60;

    /// <inheritdoc />
    public override string ToSvg()
    {
        var (rows, columns) = (Values.GetLength(0), Values.GetLength(1));
        var cell = Math.Clamp(320 / Math.Max(1, Math.Max(rows, columns)), 3, 28);
        var svg = new Svg(Margin + columns * cell + 10, Margin + rows * cell + 10);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var shade = Math.Clamp(Values[row, column] / Max, 0, 1);
                svg.Rectangle(Margin + column * cell, Margin + row * cell, cell, cell, Colour(shade));
            }
            if (RowLabels is not null) svg.Text(Margin - 4, Margin + (row + 0.7) * cell, RowLabels[row], "end");
        }
        if (ColumnLabels is not null)
        {
            for (var column = 0; column < columns; column++)
                svg.Text(Margin + (column + 0.5) * cell, Margin - 4, ColumnLabels[column], "middle");
        }
        return svg.ToString();
    }

    /// <summary>From white to a dark blue.</summary>
    private static string Colour(float shade) =>
        $"rgb({(int)(255 - shade * 235)},{(int)(255 - shade * 195)},{(int)(255 - shade * 125)})";
}
