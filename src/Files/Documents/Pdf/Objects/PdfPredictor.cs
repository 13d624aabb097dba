namespace Rag.Files.Documents.Pdf.Objects;

/// <summary>Undoes the prediction of bytes from their neighbours, by PNG's filters (ISO 32000-2, 7.4.4.4).</summary>
internal static class PdfPredictor
{
    /// <exception cref="PdfSyntaxException">The rows are of no sensible length, or TIFF's prediction was used.</exception>
    public static byte[] Undo(byte[] bytes, PdfDictionary parameters, PdfFile file)
    {
        var predictor = (int)file.GetNumber(parameters, "Predictor", 1);
        if (predictor < 2) return bytes;
        var bits = file.GetNumber(parameters, "Colors", 1) * file.GetNumber(parameters, "BitsPerComponent", 8);
        var rowBits = bits * file.GetNumber(parameters, "Columns", 1);
        if (predictor == 2 || bits is < 1 or > 1024 || rowBits is < 1 or > 8e7)
            throw new PdfSyntaxException("a stream whose bytes are predicted in an unknown way");
        var (pixel, row) = (Math.Max(1, (int)bits / 8), (int)((rowBits + 7) / 8));
        var output = new byte[bytes.Length / (row + 1) * row];
        var above = new byte[row];
        for (int from = 0, to = 0; to < output.Length; from += row + 1, to += row)
        {
            var current = output.AsSpan(to, row);
            bytes.AsSpan(from + 1, row).CopyTo(current);
            for (var i = 0; i < row; i++)
            {
                var left = i < pixel ? (byte)0 : current[i - pixel];
                var aboveLeft = i < pixel ? (byte)0 : above[i - pixel];
                current[i] += bytes[from] switch
                {
                    1 => left,
                    2 => above[i],
                    3 => (byte)((left + above[i]) / 2),
                    4 => Paeth(left, above[i], aboveLeft),
                    _ => 0,
                };
            }
            current.CopyTo(above);
        }
        return output;
    }

    private static byte Paeth(int left, int above, int aboveLeft)
    {
        var estimate = left + above - aboveLeft;
        var (toLeft, toAbove, toAboveLeft) =
            (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - aboveLeft));
        return (byte)(toLeft <= toAbove && toLeft <= toAboveLeft ? left : toAbove <= toAboveLeft ? above : aboveLeft);
    }
}
