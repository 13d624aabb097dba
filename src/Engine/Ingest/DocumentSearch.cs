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

    /// <summary>What a memory holds that lay below one of the folders and is no longer there.</summary>
    public async ValueTask<IReadOnlyList<string>> GoneAsync(IMemory memory, CancellationToken cancellationToken)
    {
        var gone = new List<string>();
        foreach (var folder in _folders.Where(folder => !_folders.Exists(other => IsBelow(folder, other))))
        {
            await foreach (var (source, _) in memory.SourcesAsync(Beginning(folder), cancellationToken))
            {
                if (!_found.Contains(source) && !_walk.Unlisted.Any(unlisted => IsBelow(source, unlisted))) gone.Add(source);
            }
        }
        return gone;
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
            Problem(path, path.Contains('\uFFFD') ? FolderWalk.Misnamed : "no such file or folder");
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
        foreach (var folder in _walked)
        {
            if (!Documents.Exists(document => IsBelow(document.Path, folder)) && !gone.Any(source => IsBelow(source, folder)))
                Problem(folder, "no documents in this folder");
        }
    }

    private static bool IsBelow(string path, string folder) => path.StartsWith(Beginning(folder), StringComparison.Ordinal);

    /// <summary>What the paths of all that lies below a folder begin with.</summary>
    private static string Beginning(string folder) => Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;

    private void Problem(string path, string reason) => Problems.Add(new IngestProblem(path, reason));

    private void Note(string path, string reason) => Notes.Add(new IngestProblem(path, reason));
}
