namespace Rag.Files.Pictures.Jpeg;

/// <summary>
/// Where a block's coefficients are kept: files list them along the zigzag (T.81, figure 5); in memory rows of horizontal
/// frequencies follow each other.
/// </summary>
internal static class BlockOrder
{
    /// <summary>Coefficients in a block.</summary>
    public const int Size = 64;

    /// <summary>How far a run of zeros in a damaged file can point behind the block.</summary>
    private const int Overrun = 16;

    /// <summary>From the place along the zigzag to the place in memory; the last <see cref="Overrun"/> all mean the last coefficient.</summary>
    public static byte[] FromZigzag { get; } = Build();

    private static byte[] Build()
    {
        var order = new byte[Size + Overrun];
        Array.Fill(order, (byte)(Size - 1));
        var k = 0;
        for (var diagonal = 0; diagonal < 15; diagonal++)
        {
            for (var i = Math.Max(0, diagonal - 7); i <= Math.Min(7, diagonal); i++)
            {
                var (row, column) = diagonal % 2 == 0 ? (diagonal - i, i) : (i, diagonal - i);
                order[k++] = (byte)(8 * row + column);
            }
        }
        return order;
    }
}
