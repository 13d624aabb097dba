using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rag.Encoders.Images.Png;

/// <summary>Undoes the filters of rows (PNG specification, 9.2): each byte was stored less what its neighbours predict.</summary>
internal static class PngFilter
{
    /// <summary>Undoes a row's filter in place; false if there is no such filter.</summary>
    /// <param name="above">The row above, undone; zeros above the first.</param>
    /// <param name="distance">Bytes to the same sample of the pixel to the left.</param>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case 0: return true;
            case 1: Sub(row, distance); return true;
            case 2: Up(row, above); return true;
            case 3: Average(row, above, distance); return true;
            case 4: Paeth(row, above, distance); return true;
            default: return false;
        }
    }

    private static void Sub(Span<byte> row, int distance)
    {
        for (var i = distance; i < row.Length; i++) row[i] += row[i - distance];
    }

    private static void Up(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var i = 0;
        for (; i <= row.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            (Vector256.Create<byte>(row[i..]) + Vector256.Create(above[i..])).CopyTo(row[i..]);
        for (; i < row.Length; i++) row[i] += above[i];
    }

    private static void Average(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        for (var i = 0; i < Math.Min(distance, row.Length); i++) row[i] += (byte)(above[i] >> 1);
        for (var i = distance; i < row.Length; i++) row[i] += (byte)((row[i - distance] + above[i]) >> 1);
    }

    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        var i = 0;
        if (distance is 3 or 4) i = PaethPixels(row, above, distance);
        for (; i < row.Length; i++)
        {
            var (left, corner) = i < distance ? (0, 0) : (row[i - distance], above[i - distance]);
            row[i] += (byte)Predict(left, above[i], corner);
        }
    }

    // A pixel depends on the one to its left, so that its three or four samples are all that can be done at once. Four bytes
    // are read and written each time; of the last pixels of three bytes those are left over that have no four.
    private static int PaethPixels(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        var (left, corner) = (Vector128<short>.Zero, Vector128<short>.Zero);
        var i = 0;
        for (; i <= row.Length - 4; i += distance)
        {
            var up = Load(above, i);
            var (fromLeft, fromUp) = (up - corner, left - corner);
            var (distanceLeft, distanceUp, distanceCorner) = (Vector128.Abs(fromLeft), Vector128.Abs(fromUp), Vector128.Abs(fromLeft + fromUp));
            var least = Vector128.Min(Vector128.Min(distanceLeft, distanceUp), distanceCorner);
            var predicted = Vector128.ConditionalSelect(
                Vector128.Equals(least, distanceLeft), left, Vector128.ConditionalSelect(Vector128.Equals(least, distanceUp), up, corner));
            left = (Load(row, i) + predicted) & Vector128.Create((short)0xFF);
            corner = up;
            var packed = Vector128.Narrow(left.AsUInt16(), left.AsUInt16()).AsUInt32().ToScalar();
            if (distance == 3) packed = (packed & 0xFFFFFF) | (uint)row[i + 3] << 24;
            MemoryMarshal.Write(row[i..], packed);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Load(ReadOnlySpan<byte> bytes, int at) =>
        Vector128.WidenLower(Vector128.CreateScalar(MemoryMarshal.Read<uint>(bytes[at..])).AsByte()).AsInt16();

    private static int Predict(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
