using Rag.Files;
using Rag.Files.Documents;
using Rag.Memory;

namespace Rag.Engine.Ingest;

/// <summary>Finds the documents at and below some paths, each once, and says what is passed over and why.</summary>
internal sealed class DocumentSearch
{
    private readonly HashSet<string> _found = [];
    private readonly List<string> _folders = [];
    private readonly List<string> _walked = []; // those that no other had led to before
    private readonly List<string> _missing = []; // paths where nothing is
    private readonly List<string> _emptied = []; // folders that keep what was stored of them though nothing is in them
    private readonly FolderWalk _walk;

    public DocumentSearch(IEnumerable<string> paths)
    {
        _walk = new FolderWalk(Problem, Note);
        foreach (var path in paths.Select(Path.GetFullPath).Distinct()) Add(path);
    }

    /// <summary>The documents, in the order in which they are to be read, and their lengths in bytes.</summary>
    public List<(string Path, long Bytes)> Documents { get; } = [];

    /// <summary>Files of kinds that are no documents.</summary>
    public List<string> PassedOver { get; } = [];

    public List<IngestProblem> Problems { get; } = [];

    public List<IngestProblem> Notes { get; } = [];

    public int HiddenFiles => _walk.HiddenFiles;

    public int HiddenFolders => _walk.HiddenFolders;

    /// <summary>
    /// Paths that are not there any more, and how many sources a memory holds of them; see <see cref="IngestOptions.ForgetsMissing"/>.
    /// </summary>
    public List<MissingPath> Missing { get; } = [];

    /// <summary>What a memory holds that lay at or below one of the paths, is no longer there, and may go.</summary>
    public async ValueTask<IReadOnlyList<string>> GoneAsync(IMemory memory, IngestOptions options, CancellationToken cancellationToken)
    {
        var gone = new HashSet<string>();
        foreach (var folder in _folders.Where(folder => !_folders.Exists(other => IsBelow(folder, other))))
        {
            var below = new List<string>();
            await foreach (var (source, _) in memory.SourcesAsync(StoredSources.Beginning(folder), cancellationToken))
            {
                if (!_found.Contains(source) && !_walk.Unlisted.Any(unlisted => IsBelow(source, unlisted))) below.Add(source);
            }
            if (below.Count == 0 || options.AllowsEmpty || Directory.EnumerateFileSystemEntries(folder).Any())
            {
                gone.UnionWith(below);
                continue;
            }
            _emptied.Add(folder);
            Problem(folder, $"there is nothing in it, and the collection holds {below.Count} files of it: is it mounted? "
                + "--allow-empty takes them out");
        }
        foreach (var path in _missing)
        {
            var stored = await StoredSources.AtOrBelowAsync(memory, path, cancellationToken);
            if (stored.Count == 0) Problem(path, "no such file or folder");
            else if (options.ForgetsMissing) gone.UnionWith(stored);
            else if (!stored.TrueForAll(gone.Contains)) Missing.Add(new MissingPath(path, stored.Count));
        }
        return [.. gone];
    }

    private void Add(string path)
    {
        if (Directory.Exists(path))
        {
            _folders.Add(path);
            if (!_walk.HasVisited(path)) _walked.Add(path);
            foreach (var file in _walk.Files(path)) AddFile(file);
        }
        else if (!File.Exists(path))
        {
            if (path.Contains('\uFFFD')) Problem(path, FolderWalk.Misnamed);
            else _missing.Add(path);
        }
        else if (DocumentReader.IsSupported(path))
        {
            AddFile(path);
        }
        else
        {
            Problem(path, $"not a kind of document that can be read ({Path.GetExtension(path)})");
        }
    }

    private void AddFile(string path)
    {
        if (!_found.Add(path)) return;
        if (!DocumentReader.IsSupported(path)) PassedOver.Add(path);
        else if (SpecialFile.Is(path)) Note(path, "is a pipe, a socket or a device and no file; passed over");
        else Documents.Add((path, new FileInfo(path) is { Exists: true } file ? file.Length : 0));
    }

    /// <summary>Says so of each folder in which nothing was found and from which nothing is gone.</summary>
    public void NameEmptyFolders(IReadOnlyList<string> gone)
    {
        foreach (var folder in _walked.Except(_emptied))
        {
            if (!Documents.Exists(document => IsBelow(document.Path, folder)) && !gone.Any(source => IsBelow(source, folder)))
                Problem(folder, "no documents in this folder");
        }
    }

    private static bool IsBelow(string path, string folder) => path.StartsWith(StoredSources.Beginning(folder), StringComparison.Ordinal);

    private void Problem(string path, string reason) => Problems.Add(new IngestProblem(path, reason));

    private void Note(string path, string reason) => Notes.Add(new IngestProblem(path, reason));
}
