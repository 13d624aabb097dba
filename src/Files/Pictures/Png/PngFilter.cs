using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rag.Files.Pictures.Png;

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
            case 1: Undo<LeftPredictor>(row, above, distance); return true;
            case 2: AddAbove(row, above); return true;
            case 3: Undo<AveragePredictor>(row, above, distance); return true;
            case 4: Undo<PaethPredictor>(row, above, distance); return true;
            default: return false;
        }
    }

    private static void AddAbove(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var i = 0;
        for (; i <= row.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            (Vector256.Create<byte>(row[i..]) + Vector256.Create(above[i..])).CopyTo(row[i..]);
        for (; i < row.Length; i++) row[i] += above[i];
    }

    // A pixel depends on the one to its left, so that its three or four samples are all that can be done at once. Four bytes
    // are read and written each time; of pixels of three bytes the last are left to the plain loop.
    private static void Undo<TPredictor>(Span<byte> row, ReadOnlySpan<byte> above, int distance) where TPredictor : IPredictor
    {
        var i = 0;
        if (distance is 3 or 4)
        {
            var (left, corner) = (Vector128<short>.Zero, Vector128<short>.Zero);
            for (; i <= row.Length - sizeof(uint); i += distance)
            {
                var up = Load(above, i);
                left = (Load(row, i) + TPredictor.Predict(left, up, corner)) & Vector128.Create((short)0xFF);
                corner = up;
                var pixel = Vector128.Narrow(left.AsUInt16(), left.AsUInt16()).AsUInt32().ToScalar();
                if (distance == 3) pixel = (pixel & 0xFFFFFF) | (uint)row[i + 3] << 24;
                MemoryMarshal.Write(row[i..], pixel);
            }
        }
        for (; i < row.Length; i++)
        {
            var (left, corner) = i < distance ? (0, 0) : (row[i - distance], above[i - distance]);
            row[i] += (byte)TPredictor.Predict(left, above[i], corner);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Load(ReadOnlySpan<byte> bytes, int at) =>
        Vector128.WidenLower(Vector128.CreateScalar(MemoryMarshal.Read<uint>(bytes[at..])).AsByte()).AsInt16();

    /// <summary>What a sample is expected to be by those to its left, above it, and above the left one.</summary>
    private interface IPredictor
    {
        static abstract int Predict(int left, int above, int corner);

        static abstract Vector128<short> Predict(Vector128<short> left, Vector128<short> above, Vector128<short> corner);
    }

    private readonly struct LeftPredictor : IPredictor
    {
        public static int Predict(int left, int above, int corner) => left;

        public static Vector128<short> Predict(Vector128<short> left, Vector128<short> above, Vector128<short> corner) => left;
    }

    private readonly struct AveragePredictor : IPredictor
    {
        public static int Predict(int left, int above, int corner) => (left + above) >> 1;

        public static Vector128<short> Predict(Vector128<short> left, Vector128<short> above, Vector128<short> corner) => (left + above) >> 1;
    }

    /// <summary>The neighbour nearest to left + above - corner; of equals the first in that order (9.4).</summary>
    private readonly struct PaethPredictor : IPredictor
    {
        public static int Predict(int left, int above, int corner)
        {
            var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - 2 * corner));
            return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
        }

        public static Vector128<short> Predict(Vector128<short> left, Vector128<short> above, Vector128<short> corner)
        {
            var (fromLeft, fromAbove) = (above - corner, left - corner);
            var (toLeft, toAbove, toCorner) = (Vector128.Abs(fromLeft), Vector128.Abs(fromAbove), Vector128.Abs(fromLeft + fromAbove));
            var least = Vector128.Min(Vector128.Min(toLeft, toAbove), toCorner);
            return Vector128.ConditionalSelect(
                Vector128.Equals(least, toLeft), left, Vector128.ConditionalSelect(Vector128.Equals(least, toAbove), above, corner));
        }
    }
}
