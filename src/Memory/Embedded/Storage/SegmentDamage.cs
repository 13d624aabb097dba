namespace Rag.Memory.Embedded.Storage;

/// <summary>What was found damaged first in a segment. Safe for concurrent use.</summary>
internal sealed class SegmentDamage(string path)
{
    private volatile Damage? _first;

    /// <summary>What it was, if anything was.</summary>
    public Damage? First => _first;

    /// <summary>What is thrown where something damaged is needed.</summary>
    public MemoryException Failure => new(_first!.Message);

    public void Note(InvalidDataException cause) => _first ??= new Damage(path, Of(path, cause).Message);

    /// <summary>A segment that is damaged.</summary>
    public static MemoryException Of(string path, Exception cause) =>
        new($"The segment {path} is damaged ({cause.Message.TrimEnd('.')}): {Manifest.WayOut}.", cause);
}
