using System.Collections.Concurrent;

namespace Rag.Memory.Embedded.Storage;

/// <summary>What was found damaged in a segment. Safe for concurrent use.</summary>
internal sealed class SegmentDamage(string path)
{
    private readonly ConcurrentDictionary<string, Damage> _found = []; // by their messages

    /// <summary>What it was; empty where nothing was.</summary>
    public IReadOnlyList<Damage> All => [.. _found.Values.OrderBy(damage => damage.Message, StringComparer.Ordinal)];

    /// <summary>What is thrown where something damaged is needed.</summary>
    public MemoryException Failure => new(All[0].Message) { IsFailure = true };

    public void Note(InvalidDataException cause) => Note(Of(path, cause).Message);

    /// <param name="source">What the damaged bytes are of.</param>
    public void Note(InvalidDataException cause, string source) => Note(
        $"The segment {path} is damaged in what it holds of {source} ({cause.Message.TrimEnd('.')}): ingest that again, or restore a backup.");

    /// <summary>A segment that is damaged.</summary>
    public static MemoryException Of(string path, Exception cause) =>
        new($"The segment {path} is damaged ({cause.Message.TrimEnd('.')}): {Manifest.WayOut}.", cause) { IsFailure = true };

    private void Note(string message) => _found.TryAdd(message, new Damage(path, message));
}
