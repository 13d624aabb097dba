namespace Rag.Memory.Embedded;

/// <summary>The folder of a store: a marker that says it is one, and a folder for each collection.</summary>
internal static class StoreFolder
{
    private const int CurrentFormat = 1;
    private const string Marker = "RAG";
    private const string Title = "Rag memory, format ";

    /// <summary>The folder of a collection, made where it is missing. A folder that holds anything else is never written to.</summary>
    /// <exception cref="MemoryException">The folder is not a store, of a newer version, or cannot be written.</exception>
    public static string Prepare(string directory, string collection)
    {
        try
        {
            var marker = Path.Combine(directory, Marker);
            if (!File.Exists(marker))
            {
                if (Path.Exists(directory) && (File.Exists(directory) || Directory.EnumerateFileSystemEntries(directory).Any()))
                    throw new MemoryException($"{directory}: not a memory, and not empty; name an empty or a new folder");
                Directory.CreateDirectory(directory);
                new DurableFolder(directory).Write(Marker, System.Text.Encoding.UTF8.GetBytes($"{Title}{CurrentFormat}\n"));
            }
            CheckMarker(directory);
            return Directory.CreateDirectory(Path.Combine(directory, Checked(collection))).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MemoryException($"{directory}: cannot be written ({e.Message})", e);
        }
    }

    /// <summary>The folder of a collection that exists.</summary>
    /// <exception cref="MemoryException">There is no such store or collection, or it is of a newer version.</exception>
    public static string Find(string directory, string collection)
    {
        if (!Directory.Exists(directory)) throw new MemoryException($"{directory}: no memory here; fill one with 'rag ingest PATH'");
        CheckMarker(directory);
        var path = Path.Combine(directory, Checked(collection));
        return File.Exists(Path.Combine(path, Manifest.FileName))
            ? path
            : throw new MemoryException($"{directory}: no collection '{collection}' in this memory; fill it with 'rag ingest PATH --collection {collection}'");
    }

    private static void CheckMarker(string directory)
    {
        var marker = Path.Combine(directory, Marker);
        var text = File.Exists(marker) ? File.ReadAllText(marker) : "";
        if (!text.StartsWith(Title, StringComparison.Ordinal) || !int.TryParse(text.AsSpan(Title.Length), out var format))
            throw new MemoryException($"{directory}: not a memory of rag; name another folder");
        if (format > CurrentFormat)
            throw new MemoryException($"{directory}: written by a newer version of rag (format {format}, this one reads up to {CurrentFormat}); update rag");
    }

    private static string Checked(string collection) =>
        collection.Length is > 0 and <= 100 && collection[0] != '.' && collection.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.')
            ? collection
            : throw new MemoryException($"collection '{collection}': a name is 1 to 100 letters, digits, '-', '_' or '.', and does not begin with '.'");
}
