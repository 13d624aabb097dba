namespace Rag.Torch;

/// <summary>
/// Counts the bytes tensors hold. Tensors that nobody disposes of wait for the garbage collector, which sees only
/// their small managed part: whenever the count has doubled since, a collection is asked for.
/// </summary>
internal static class StorageGauge
{
    private const long FirstLimit = 1L << 30;

    private static long _bytes;
    private static long _peak;
    private static long _limit = FirstLimit;

    /// <summary>Bytes that tensors hold now.</summary>
    public static long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The most bytes held at once since <see cref="ResetPeak"/>.</summary>
    public static long Peak => Volatile.Read(ref _peak);

    public static void ResetPeak() => Volatile.Write(ref _peak, Bytes);

    public static void Grew(long bytes)
    {
        var now = Interlocked.Add(ref _bytes, bytes);
        if (now > Volatile.Read(ref _limit)) now = Collect();
        if (now > Volatile.Read(ref _peak)) Volatile.Write(ref _peak, now);
    }

    public static void Shrank(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    private static long Collect()
    {
        Volatile.Write(ref _limit, long.MaxValue); // one thread collects
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var now = Bytes;
        Volatile.Write(ref _limit, Math.Max(FirstLimit, 2 * now));
        return now;
    }
}
