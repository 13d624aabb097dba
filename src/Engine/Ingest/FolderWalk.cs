namespace Rag.Engine.Ingest;

/// <summary>Lists the files below a folder in a stable order. Hidden files and folders (a leading dot) are passed over; a link
/// that leads back into a folder already visited is reported and not followed.</summary>
/// <param name="report">Receives (path, reason) of what could not be listed.</param>
internal sealed class FolderWalk(Action<string, string> report)
{
    private readonly HashSet<string> _visited = [];

    /// <summary>False once any folder could not be listed: files missing from the walk then need not have been deleted.</summary>
    public bool Complete { get; private set; } = true;

    public IEnumerable<string> Files(string folder)
    {
        _visited.Add(RealPath(folder));
        var waiting = new Stack<string>([folder]);
        while (waiting.TryPop(out var current))
        {
            foreach (var file in List(current, Directory.GetFiles)) yield return file;
            foreach (var child in List(current, Directory.GetDirectories).Reverse())
            {
                if (Enter(child)) waiting.Push(child);
            }
        }
    }

    private bool Enter(string folder)
    {
        try
        {
            if (_visited.Add(RealPath(folder))) return true;
            report(folder, "a link to a folder that was already visited; not followed");
        }
        catch (IOException)
        {
            report(folder, "a link that leads nowhere or in a circle; not followed");
        }
        return false;
    }

    private string[] List(string folder, Func<string, string[]> list)
    {
        try
        {
            return [.. list(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complete = false;
            report(folder, $"cannot be listed: {e.Message}");
            return [];
        }
    }

    /// <summary>The path with every link along it resolved.</summary>
    private static string RealPath(string folder)
    {
        var full = Path.GetFullPath(folder);
        var target = new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        var parent = Path.GetDirectoryName(target);
        return parent is null ? target : Path.Combine(RealPath(parent), Path.GetFileName(target));
    }
}
