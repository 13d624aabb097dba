namespace Rag.Engine.Ingest;

/// <summary>
/// Lists the files below folders, each once and in a stable order, however many of the folders or links lead to it. Hidden files and
/// folders (a leading dot) are passed over and counted.
/// </summary>
/// <param name="problem">Receives (path, reason) of what could not be listed.</param>
/// <param name="note">Receives (path, reason) of links that are not followed.</param>
internal sealed class FolderWalk(Action<string, string> problem, Action<string, string> note)
{
    /// <summary>What is said of a name in which bytes that are no UTF-8 came out as U+FFFD: there is no path that leads to it.</summary>
    public const string Misnamed = "has a name that is not UTF-8, by which it cannot be opened; rename it";

    private readonly HashSet<string> _visited = []; // without links along the way
    private readonly List<string> _unlisted = [];

    /// <summary>Folders that could not be listed: what is missing below them need not have been deleted.</summary>
    public IReadOnlyList<string> Unlisted => _unlisted;

    public int HiddenFiles { get; private set; }

    public int HiddenFolders { get; private set; }

    /// <summary>Whether a folder's files were listed already, under any of its names.</summary>
    public bool HasVisited(string folder) => _visited.Contains(RealPath(folder));

    /// <summary>The files below a folder, but for those that were listed before.</summary>
    public IEnumerable<string> Files(string folder)
    {
        var links = new Queue<FileSystemInfo>(); // followed last: what has a place of its own is listed there
        var waiting = new Stack<string>();
        if (_visited.Add(RealPath(folder))) waiting.Push(folder);
        while (true)
        {
            while (waiting.TryPop(out var current))
            {
                var folders = new List<string>();
                foreach (var entry in List(current))
                {
                    if (entry.LinkTarget is not null) links.Enqueue(entry);
                    else if (entry is FileInfo) yield return entry.FullName;
                    else if (_visited.Add(RealPath(entry.FullName))) folders.Add(entry.FullName);
                }
                foreach (var child in Enumerable.Reverse(folders)) waiting.Push(child);
            }
            if (!links.TryDequeue(out var link)) yield break;
            if (Follow(link) is not { } target) continue;
            if (target is FileInfo) yield return link.FullName;
            else waiting.Push(link.FullName);
        }
    }

    /// <summary>What a link leads to, if that is not listed already.</summary>
    private FileSystemInfo? Follow(FileSystemInfo link)
    {
        try
        {
            var target = link.ResolveLinkTarget(returnFinalTarget: true);
            if (target is not { Exists: true }) note(link.FullName, "a link that leads nowhere; not followed");
            else if (target is FileInfo file) return _visited.Contains(RealPath(file.DirectoryName!)) ? null : target;
            else if (_visited.Add(RealPath(target.FullName))) return target;
            else note(link.FullName, "a link to a folder that is taken in where it lies; not followed");
        }
        catch (IOException)
        {
            note(link.FullName, "a link that leads in a circle; not followed");
        }
        return null;
    }

    private IEnumerable<FileSystemInfo> List(string folder)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unlisted.Add(folder);
            problem(folder, $"cannot be listed: {e.Message}");
            return [];
        }
        Array.Sort(entries, (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return entries.Where(IsShown);
    }

    private bool IsShown(FileSystemInfo entry)
    {
        if (entry.Name.StartsWith('.'))
        {
            if (entry is FileInfo) HiddenFiles++;
            else HiddenFolders++;
            return false;
        }
        if (!IsMisnamed(entry)) return true;
        problem(entry.FullName, Misnamed);
        return false;
    }

    private static bool IsMisnamed(FileSystemInfo entry) => entry.Name.Contains('\uFFFD') && !entry.Exists && entry.LinkTarget is null;

    /// <summary>The path with every link along it resolved.</summary>
    private static string RealPath(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var target = new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        var parent = Path.GetDirectoryName(target);
        return parent is null ? target : Path.Combine(RealPath(parent), Path.GetFileName(target));
    }
}
