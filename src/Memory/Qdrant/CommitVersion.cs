using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Rag.Memory.Qdrant;

/// <summary>
/// The versions that a writer gives to what it commits. Of two writers of one source the higher version wins: versions rise with time,
/// lie above those that were there when the commit began, and differ between writers. They fit in the 53 bits that Qdrant's ranges have.
/// </summary>
internal sealed class CommitVersion(TimeProvider time)
{
    private const int WriterBits = 13;
    private static readonly DateTimeOffset _first = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly long _writer = WriterOf(time);
    private long _last;

    /// <param name="known">The highest of the versions that are there.</param>
    public long Next(long known)
    {
        var now = (long)(time.GetUtcNow() - _first).TotalMilliseconds;
        var above = (Math.Max(known, _last) >> WriterBits) + 1;
        return _last = (Math.Max(now, above) << WriterBits) | _writer;
    }

    private static long WriterOf(TimeProvider time)
    {
        var name = Encoding.UTF8.GetBytes($"{Environment.MachineName} {Environment.ProcessId} {time.GetTimestamp()}");
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(name)) & ((1L << WriterBits) - 1);
    }
}
