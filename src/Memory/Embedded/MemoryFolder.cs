using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Embedded;

/// <summary>A memory's folder as a whole: which collections it has, whether they are sound, a copy of them.</summary>
public static class MemoryFolder
{
    /// <summary>Reads everything a memory holds, beside a writer or without one.</summary>
    /// <returns>A line for each file that is damaged; nothing where all is well.</returns>
    /// <exception cref="MemoryException">There is no memory in this folder.</exception>
    public static IReadOnlyList<string> Check(string directory)
    {
        var root = Path.GetFullPath(directory);
        return [.. List(root).SelectMany(name => Problems(root, name))];
    }

    /// <summary>
    /// Makes damaged collections ones that can be written again: what can be read is kept, what was damaged is moved aside. What was lost
    /// so comes back by ingesting it.
    /// </summary>
    /// <returns>A line for each thing that was damaged; nothing where all is well.</returns>
    /// <exception cref="MemoryException">There is no memory in this folder, a collection has a writer, or the disk refuses.</exception>
    public static IReadOnlyList<string> Repair(string directory)
    {
        var root = Path.GetFullPath(directory);
        return DiskErrors.Guard($"The memory at {root} cannot be repaired",
            () => StoreFolder.List(root).SelectMany(name => Storage.Repair.Run(root, name, new Disk())).ToList());
    }

    /// <summary>Copies a memory as it was last committed, beside a writer or without one.</summary>
    /// <param name="directory">The memory.</param>
    /// <param name="target">A folder that is empty or does not exist.</param>
    /// <exception cref="MemoryException">There is no memory, something is damaged, or the target is not empty.</exception>
    public static void Backup(string directory, string target)
    {
        var root = Path.GetFullPath(directory);
        var names = List(root);
        DiskErrors.Guard($"The memory at {root} cannot be copied to {target}",
            () => Storage.Backup.Write(root, names, Path.GetFullPath(target), new Disk()));
    }

    /// <summary>Writes a collection of format 1, which only a writer can open, anew in today's; any other is left as it is.</summary>
    /// <exception cref="MemoryException">It has a writer, is damaged, or the disk refuses.</exception>
    public static void BringUpToDate(string directory, string collection)
    {
        var (root, place) = StoreFolder.Place(directory, collection);
        DiskErrors.Guard($"{place} cannot be brought up to date", () =>
        {
            var folder = StoreFolder.Locate(root, collection);
            if (Format1Collection.Open(folder) is null) return;
            using (StoreFolder.Lock(folder)) CollectionFiles.BringUpToDate(folder, new MemoryOptions(), new Disk());
        });
    }

    /// <summary>The names of the collections that a memory has, in order; those that lost their manifest are among them.</summary>
    /// <exception cref="MemoryException">There is no memory in this folder.</exception>
    public static IReadOnlyList<string> List(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var root = Path.GetFullPath(directory);
        return DiskErrors.Guard($"The memory at {root} cannot be read", () => StoreFolder.List(root));
    }

    /// <summary>Removes a collection with all it holds; that cannot be taken back.</summary>
    /// <exception cref="MemoryException">There is no such collection, or it has a writer.</exception>
    public static void Drop(string directory, string collection)
    {
        var (root, place) = StoreFolder.Place(directory, collection);
        DiskErrors.Guard($"{place} cannot be removed", () => StoreFolder.Drop(root, collection));
    }

    private static string[] Problems(string root, string name)
    {
        var (_, place) = StoreFolder.Place(root, name);
        try
        {
            return DiskErrors.Guard($"{place} cannot be opened", () => Damages(StoreFolder.Locate(root, name)));
        }
        catch (MemoryException e)
        {
            return [e.Message];
        }
    }

    private static string[] Damages(string folder)
    {
        var (_, snapshot) = CollectionFiles.Read(folder);
        try
        {
            foreach (var segment in snapshot.Segments) segment.Examine();
            return [.. snapshot.Damages.Select(damage => damage.Message)];
        }
        finally
        {
            snapshot.CloseExcept(null);
        }
    }
}
