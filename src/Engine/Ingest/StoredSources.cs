using Rag.Memory;

namespace Rag.Engine.Ingest;

/// <summary>What a collection holds of a path, whether the path is there or not.</summary>
internal static class StoredSources
{
    /// <summary>The source of this name, if there is one, and those that lie below the folder of this name.</summary>
    public static async ValueTask<List<string>> AtOrBelowAsync(IMemory memory, string path, CancellationToken cancellationToken)
    {
        var sources = new List<string>();
        if (await memory.HashOfAsync(path, cancellationToken) is not null) sources.Add(path);
        await foreach (var (source, _) in memory.SourcesAsync(Beginning(path), cancellationToken)) sources.Add(source);
        return sources;
    }

    /// <summary>What the names of all that lies below a folder begin with.</summary>
    public static string Beginning(string folder) => Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
}
