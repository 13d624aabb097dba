using Rag.Engine.Ingest;

namespace Rag.Engine.Caption;

/// <summary>The pictures at and below some paths, each once: a file that is named is taken for one, in folders the ending tells.</summary>
public static class PictureFiles
{
    private static readonly HashSet<string> _endings = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff" };

    /// <param name="problem">Receives (path, reason) of what cannot be listed, or is not there.</param>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths, Action<string, string> problem)
    {
        var walk = new FolderWalk(problem, (_, _) => { });
        var found = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) found.AddRange(walk.Files(path).Where(file => _endings.Contains(Path.GetExtension(file))));
            else if (File.Exists(path)) found.Add(path);
            else problem(path, "no such file or folder");
        }
        return [.. found.DistinctBy(Path.GetFullPath)];
    }
}
