using System.Text.Json;

namespace Rag.Memory.Embedded;

/// <summary>What a collection consists of at one commit. The file that holds it is replaced whole, so a commit is there or not.</summary>
/// <param name="Format">Version of the layout.</param>
/// <param name="Stemming">How the words of all its segments were made; queries follow it.</param>
/// <param name="NextSegment">Number of the next segment file.</param>
/// <param name="Segments">In order of ingestion.</param>
internal sealed record Manifest(int Format, bool Stemming, int NextSegment, IReadOnlyList<Manifest.Entry> Segments)
{
    public const int CurrentFormat = 1;
    public const string FileName = "manifest.json";

    /// <summary>A segment and the sources in it, by index, that were replaced or removed since.</summary>
    public sealed record Entry(string File, IReadOnlyList<int> Dropped);

    /// <exception cref="MemoryException">It is damaged or of a newer version.</exception>
    public static Manifest Parse(string path, ReadOnlySpan<byte> json)
    {
        Manifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<Manifest>(json, JsonSerializerOptions.Web)!;
        }
        catch (JsonException e)
        {
            throw new MemoryException($"{path}: damaged ({e.Message.ReplaceLineEndings(" ")}); restore the file from a backup", e);
        }
        if (manifest.Format > CurrentFormat)
            throw new MemoryException($"{path}: written by a newer version of rag (format {manifest.Format}, this one reads up to {CurrentFormat}); update rag");
        return manifest;
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);
}
