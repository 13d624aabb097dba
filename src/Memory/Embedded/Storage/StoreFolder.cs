using System.Globalization;

namespace Rag.Memory.Embedded.Storage;

/// <summary>The store's own folder: a marker file that says that it is ours, and a folder for each collection.</summary>
internal static class StoreFolder
{
    public const int Version = 2;
    private const string MarkerName = "rag-memory";
    private const string LockName = "lock";
    private const string MarkerText = "rag memory, format ";

    /// <summary>The full path of a store, and what messages call a collection of it.</summary>
    public static (string Root, string Place) Place(string directory, string collection)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(collection);
        var root = Path.GetFullPath(directory);
        return (root, $"The collection '{collection}' of the memory at {root}");
    }

    /// <summary>The folder of a collection in an existing or new store.</summary>
    public static string Prepare(string root, string collection, Disk disk)
    {
        CheckName(collection);
        if (!HasMarker(root))
        {
            Directory.CreateDirectory(root);
            if (FirstForeign(root, MarkerName + Disk.TemporaryEnding) is { } foreign)
                throw new MemoryException($"{root} is not a memory of Rag and holds {foreign}: give another folder.");
            Mark(root, disk);
        }
        return Path.Combine(root, collection);
    }

    /// <summary>Writes the file that says that a folder is a memory.</summary>
    public static void Mark(string root, Disk disk) =>
        disk.Write(Path.Combine(root, MarkerName), stream => stream.Write(MarkerBytes()));

    /// <summary>The folder of a collection that must exist.</summary>
    public static string Locate(string root, string collection)
    {
        CheckName(collection);
        if (!Directory.Exists(root)) throw new MemoryException($"There is no memory at {root}: ingest something first.");
        if (!HasMarker(root)) throw new MemoryException($"{root} is not a memory of Rag: give another folder.");
        var folder = Path.Combine(root, collection);
        if (File.Exists(Path.Combine(folder, Manifest.FileName))) return folder;
        if (Directory.Exists(folder) && HoldsCollection(folder))
            throw new MemoryException($"The collection in {folder} has lost its manifest: {Manifest.WayOut}.") { IsFailure = true };
        throw new MemoryException($"The memory at {root} has no collection '{collection}': ingest something into it first.");
    }

    /// <summary>The names of the collections, in order; those that lack a manifest or cannot be listed are among them.</summary>
    public static IReadOnlyList<string> List(string root)
    {
        if (!Directory.Exists(root)) throw new MemoryException($"There is no memory at {root}: ingest something first.");
        if (!HasMarker(root)) throw new MemoryException($"{root} is not a memory of Rag: give another folder.");
        return [.. Directory.GetDirectories(root).Where(folder => !IsOurs(folder) && (!IsListable(folder) || HoldsCollection(folder)))
            .Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
    }

    // Beside the collections: what is being removed, embedded anew, or was set aside.
    private static bool IsOurs(string folder) => Path.GetFileName(folder).StartsWith('.');

    // A manifest, or what is left without one.
    private static bool HoldsCollection(string folder) => Directory.EnumerateFiles(folder).Any(path =>
        Path.GetFileName(path) == Manifest.FileName || Path.GetExtension(path) is CollectionFiles.SegmentEnding or WriteAheadLog.Ending);

    private static bool IsListable(string folder)
    {
        try
        {
            using var files = Directory.EnumerateFiles(folder).GetEnumerator();
            files.MoveNext();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes a collection: it goes by one renaming, its files after that.</summary>
    public static void Drop(string root, string collection)
    {
        var folder = Locate(root, collection);
        var dropped = Path.Combine(root, $".dropped-{collection}"); // no name of a collection
        if (Directory.Exists(dropped)) Directory.Delete(dropped, recursive: true);
        using (Lock(folder)) Directory.Move(folder, dropped);
        Directory.Delete(dropped, recursive: true);
    }

    /// <summary>Takes the writer's lock; the operating system gives it back when the process ends, however it ends.</summary>
    public static FileStream Lock(string folder)
    {
        try
        {
            var path = Path.Combine(folder, LockName);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MemoryException(
                $"{folder} cannot be locked for writing ({e.Message.TrimEnd('.')}): let the other writer end first, or make the folder writable.", e);
        }
    }

    public static void RefuseForeignFiles(string folder)
    {
        if (FirstForeign(folder, LockName, Manifest.FileName + Disk.TemporaryEnding) is not { } foreign) return;
        throw new MemoryException(
            $"{folder} holds {foreign} but no manifest: give another collection, or restore the manifest from a backup.");
    }

    public static MemoryException OtherVersion(string path, int version, int ours) =>
        new($"{path} is in version {version} of the format and this program reads {ours}: "
            + (version < ours ? "bring it up to date by ingesting into it, or with 'rag memory compact'." : "use a newer program."));

    private static string? FirstForeign(string folder, params IEnumerable<string> ours) =>
        Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).FirstOrDefault(name => !ours.Contains(name));

    private static bool HasMarker(string root)
    {
        var path = Path.Combine(root, MarkerName);
        if (!File.Exists(path)) return false;
        using var file = File.OpenText(path);
        var buffer = new char[64];
        var text = new string(buffer, 0, file.ReadBlock(buffer)).TrimEnd('\n');
        if (!text.StartsWith(MarkerText, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(MarkerText.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new MemoryException($"{path} is not the marker of a memory of Rag: give another folder.");
        return version is >= 1 and <= Version ? true : throw OtherVersion(path, version, Version);
    }

    private static byte[] MarkerBytes() =>
        System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{MarkerText}{Version}\n"));

    private static void CheckName(string collection)
    {
        if (collection.Length is > 0 and <= 64 && collection[0] != '.'
            && collection.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.')) return;
        throw new MemoryException(
            $"'{collection}' is no name for a collection: use up to 64 letters, digits, '-', '_' and '.'.");
    }
}
