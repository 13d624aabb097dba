using System.Text.RegularExpressions;

namespace Rag.Engine.Ingest;

/// <summary>Something that could not be ingested: one line for the person who gave it.</summary>
public sealed record IngestProblem(string Path, string Reason);

/// <summary>A path that was given and is not there any more, while the collection holds sources of it.</summary>
/// <param name="Path">In full.</param>
/// <param name="Sources">How many.</param>
public sealed record MissingPath(string Path, int Sources);

/// <summary>How far an ingestion is.</summary>
/// <param name="Path">The file in hand; the last one at the end.</param>
/// <param name="Done">Files finished, of <paramref name="Total"/>.</param>
/// <param name="Bytes">Of the files finished, of <paramref name="TotalBytes"/>.</param>
public readonly record struct IngestProgress(string Path, int Done, int Total, long Bytes, long TotalBytes);

/// <summary>What an ingestion did; everything it counts as added is durable.</summary>
/// <param name="Added">Files read for the first time.</param>
/// <param name="Updated">Files whose content had changed and whose items were replaced.</param>
/// <param name="Unchanged">Files skipped because their content was already stored.</param>
/// <param name="Removed">Files that are gone and whose items went with them.</param>
/// <param name="Passages">Items written.</param>
/// <param name="Problems">Files and folders that could not be taken in; what was stored of them before stays.</param>
/// <param name="Cancelled">True when it was stopped before its end.</param>
public sealed partial record IngestReport(
    int Added, int Updated, int Unchanged, int Removed, int Passages, IReadOnlyList<IngestProblem> Problems, bool Cancelled)
{
    /// <summary>What was left out of files that were taken in, or guessed, and links that were not followed: a line for each reason.</summary>
    public IReadOnlyList<IngestProblem> Notes { get; init; } = [];

    /// <summary>
    /// Paths that are not there any more and of which the collection still holds sources; see <see cref="IngestOptions.ForgetsMissing"/>.
    /// </summary>
    public IReadOnlyList<MissingPath> Missing { get; init; } = [];

    /// <summary>Files of kinds that are not documents.</summary>
    public IReadOnlyList<string> PassedOver { get; init; } = [];

    /// <summary>Files passed over because their names begin with a dot; those in hidden folders are not counted.</summary>
    public int HiddenFiles { get; init; }

    /// <summary>Folders passed over because their names begin with a dot.</summary>
    public int HiddenFolders { get; init; }

    /// <summary>Of the files added or updated those without any text.</summary>
    public int WithoutText { get; init; }

    /// <summary>Files that the collection now holds because of this run.</summary>
    public int Documents => Added + Updated + Unchanged;

    /// <summary>How many files of each ending were passed over, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> PassedOverByEnding() =>
        MostFrequentFirst(PassedOver.CountBy(path => Path.GetExtension(path).ToLowerInvariant()));

    /// <summary>How often each reason was given, whatever the numbers in it, the most frequent first.</summary>
    public static IReadOnlyList<KeyValuePair<string, int>> CountByReason(IEnumerable<IngestProblem> problems) =>
        MostFrequentFirst(problems.CountBy(problem => Numbers().Replace(problem.Reason, "#")));

    private static IReadOnlyList<KeyValuePair<string, int>> MostFrequentFirst(IEnumerable<KeyValuePair<string, int>> counts) =>
        [.. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)];

    [GeneratedRegex(@"(?<![\w-])\d+([,.]\d+)*")]
    private static partial Regex Numbers();
}
