namespace Rag.Host.CommandLine;

/// <summary>How a place in a source is written for a person.</summary>
internal static class SourcePlace
{
    /// <summary>"docs/guide.pdf, page 5, characters 120-180"; a source below <paramref name="folder"/> is shown relative to it.</summary>
    public static string Describe(string source, int start, int end, int? page, string folder)
    {
        var relative = Path.IsPathFullyQualified(source) ? Path.GetRelativePath(folder, source) : source;
        var shown = relative.StartsWith("..", StringComparison.Ordinal) ? source : relative;
        return $"{shown}{(page is null ? "" : $", page {page}")}, characters {start}-{end}";
    }
}
