using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>
/// How a product is cut into register tiles. Rows are spread evenly over the strips: 16 rows are 8 + 8, not 12 + 4.
/// </summary>
internal readonly struct TileGrid
{
    public TileGrid(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        Strips = (rows + Widest.TileRows - 1) / Widest.TileRows;
        PanelWidth = 2 * Widest.Count;
        Panels = (columns + PanelWidth - 1) / PanelWidth;
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Strips { get; }

    public int Panels { get; }

    public int PanelWidth { get; }

    public int FirstRow(int strip) => Strips == 0 ? 0 : (int)((long)strip * Rows / Strips);
}
