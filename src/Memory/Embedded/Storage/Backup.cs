namespace Rag.Memory.Embedded.Storage;

/// <summary>Copies collections beside their writers: what was committed when each was read.</summary>
internal static class Backup
{
    public static void Write(string root, IReadOnlyList<string> collections, string target, Disk disk)
    {
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new MemoryException($"The folder {target} is not empty: give another one.");
        var isNew = !Directory.Exists(target);
        Directory.CreateDirectory(target);
        try
        {
            foreach (var collection in collections)
                Copy(StoreFolder.Locate(root, collection), Directory.CreateDirectory(Path.Combine(target, collection)).FullName, disk);
            StoreFolder.Mark(target, disk); // last: without it a half of a copy is no memory
        }
        catch
        {
            foreach (var collection in Directory.GetDirectories(target)) Directory.Delete(collection, recursive: true);
            if (isNew) Directory.Delete(target, recursive: true);
            throw;
        }
    }

    private static void Copy(string folder, string target, Disk disk)
    {
        var (manifest, snapshot) = CollectionFiles.Read(folder);
        try
        {
            foreach (var segment in snapshot.Segments) segment.Examine();
            if (snapshot.Damages is [var damage, ..]) throw new MemoryException(damage.Message) { IsFailure = true };
            var parts = new List<ManifestSegment>();
            foreach (var (i, segment) in snapshot.Segments.Index())
            {
                disk.Write(CollectionFiles.SegmentPath(target, i + 1), segment.Segment.CopyTo);
                parts.Add(new ManifestSegment(i + 1, segment.Segment.FileLength, segment.DroppedSources, segment.DroppedItems));
            }
            (manifest with { NextSegment = parts.Count + 1, Log = 1, Segments = parts }).Write(target, disk);
        }
        finally
        {
            snapshot.CloseExcept(null);
        }
    }
}
