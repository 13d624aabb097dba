using System.Text.Json.Nodes;
using Rag.Engine.Ask;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary>How a place in a source is written for a person.</summary>
internal static class SourcePlace
{
    private const int MostCopies = 5;

    /// <summary>"docs/guide.pdf, page 5, characters 120-180"; a source below <paramref name="folder"/> is shown relative to it.</summary>
    public static string Describe(string source, int start, int end, int? page, string folder)
    {
        var relative = Path.IsPathFullyQualified(source) ? Path.GetRelativePath(folder, source) : source;
        var shown = relative.StartsWith("..", StringComparison.Ordinal) ? source : relative;
        return $"{shown}{(page is null ? "" : $", page {page}")}, characters {start}-{end}";
    }

    /// <summary>Says on a line each where copies stand; of many the first.</summary>
    public static void WriteCopies(IReadOnlyList<CopyPlace> copies, IAnsiConsole console, string folder)
    {
        foreach (var copy in copies.Take(MostCopies))
            console.MarkupLineInterpolated($"  [grey]also in {Describe(copy.Source, copy.Start, copy.End, copy.Page, folder)}[/]");
        if (copies.Count > MostCopies) console.MarkupLineInterpolated($"  [grey]and at {copies.Count - MostCopies:N0} other places[/]");
    }

    /// <summary>Where copies stand, all of them.</summary>
    public static JsonArray ToJson(IReadOnlyList<CopyPlace> copies) => [.. copies.Select(copy => new JsonObject
    {
        ["source"] = copy.Source,
        ["start"] = copy.Start,
        ["end"] = copy.End,
        ["page"] = copy.Page,
    })];
}
