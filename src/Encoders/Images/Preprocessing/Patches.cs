namespace Rag.Encoders.Images.Preprocessing;

/// <summary>Cuts pictures into square patches, the tokens of a vision transformer.</summary>
public static class Patches
{
    /// <summary>
    /// (pictures, 3, height, width) -> (pictures, patches, 3 * size * size), row by row from the upper left; within a patch plane
    /// after plane. What is left over at the right and at the bottom is dropped.
    /// </summary>
    public static Tensor Split(Tensor pictures, int size)
    {
        var (count, channels) = (pictures.shape[0], pictures.shape[1]);
        var (rows, columns) = (pictures.shape[2] / size, pictures.shape[3] / size);
        return pictures
            .narrow(2, 0, rows * size).narrow(3, 0, columns * size)
            .reshape(count, channels, rows, size, columns, size)
            .permute(0, 2, 4, 1, 3, 5) // (pictures, row, column, channel, y, x)
            .reshape(count, rows * columns, channels * size * size);
    }
}
