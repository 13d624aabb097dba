using Rag.Memory.Words;

namespace Rag.Memory.Embedded;

/// <summary>Turns staged changes into a new segment and a new manifest, merging small segments on the way.</summary>
internal sealed class CommitWriter(DurableFolder folder, WordTokenizer tokenizer)
{
    public const string SegmentEnding = ".seg";

    /// <summary>Segments are not merged past this size: a file and its sections are addressed with 31 bits.</summary>
    private const long MaxMergedSize = 1L << 30;

    /// <summary>Writes what is staged (null: the source is removed) and returns the collection as it then is.</summary>
    public Snapshot Write(Snapshot before, IReadOnlyDictionary<string, (string ContentHash, IReadOnlyList<Item> Items)?> staged)
    {
        var kept = before.Parts.Select(part => Drop(part, staged)).ToList();
        var builder = new SegmentBuilder(tokenizer);
        var merged = PartsToMerge(kept, staged.Values.Sum(source => source?.Items.Sum(item => (long)item.Text.Length) ?? 0));
        foreach (var (segment, dropped) in kept[^merged..]) builder.Add(segment, source => !dropped.Contains(source));
        foreach (var (source, content) in staged)
        {
            if (content is { } added) builder.Add(source, added.ContentHash, added.Items);
        }

        var number = before.Manifest.NextSegment;
        var name = $"{number:D8}{SegmentEnding}";
        folder.Write(name, builder.ToBytes());
        List<(Segment Segment, IReadOnlySet<int> Dropped)> parts = [.. kept[..^merged], (Segment.Open(folder.PathOf(name)), new HashSet<int>())];
        var manifest = before.Manifest with
        {
            NextSegment = number + 1,
            Segments = [.. parts.Select(part => new Manifest.Entry(part.Segment.Name, [.. part.Dropped.Order()]))],
        };
        folder.Write(Manifest.FileName, manifest.ToBytes());
        return new Snapshot(manifest, [.. parts.Select(part => part.Segment)]);
    }

    private static (Segment Segment, IReadOnlySet<int> Dropped) Drop(
        Snapshot.Part part, IReadOnlyDictionary<string, (string, IReadOnlyList<Item>)?> staged) =>
        (part.Segment, part.Segment.Sources.Index()
            .Where(source => part.IsDropped(source.Index) || staged.ContainsKey(source.Item.Name))
            .Select(source => source.Index).ToHashSet());

    /// <summary>
    /// How many of the last segments go into the new one: each that is no larger than all that follows it. Sizes then fall
    /// by half from one segment to the next, so there are few and each item is copied a logarithmic number of times.
    /// </summary>
    private static int PartsToMerge(List<(Segment Segment, IReadOnlySet<int> Dropped)> parts, long newSize)
    {
        var merged = 0;
        for (var size = newSize; merged < parts.Count; merged++)
        {
            var (segment, dropped) = parts[^(merged + 1)];
            var live = segment.Sources.Index().Where(source => !dropped.Contains(source.Index)).Sum(source => (long)source.Item.Count);
            var liveSize = segment.Count == 0 ? 0 : segment.Size * live / segment.Count;
            if (liveSize > 2 * size || size + liveSize > MaxMergedSize) break;
            size += liveSize;
        }
        return merged;
    }
}
