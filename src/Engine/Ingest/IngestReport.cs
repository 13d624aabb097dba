namespace Rag.Engine.Ingest;

/// <summary>Something that could not be ingested: one line for the person who gave it.</summary>
public sealed record IngestProblem(string Path, string Reason);

/// <summary>How far an ingestion is.</summary>
/// <param name="Path">The file just finished.</param>
/// <param name="Done">Files finished, of <paramref name="Total"/>.</param>
public readonly record struct IngestProgress(string Path, int Done, int Total);

/// <summary>What an ingestion did; everything it counts as added is durable.</summary>
/// <param name="Added">Files read for the first time.</param>
/// <param name="Updated">Files whose content had changed and whose items were replaced.</param>
/// <param name="Unchanged">Files skipped because their content was already stored.</param>
/// <param name="Removed">Files that are gone and whose items went with them.</param>
/// <param name="Skipped">Files of kinds that are not documents.</param>
/// <param name="Passages">Items written.</param>
/// <param name="Problems">Files and folders that could not be taken in; what was stored of them before stays.</param>
/// <param name="Cancelled">True when it was stopped before its end.</param>
public sealed record IngestReport(
    int Added, int Updated, int Unchanged, int Removed, int Skipped, int Passages,
    IReadOnlyList<IngestProblem> Problems, bool Cancelled)
{
    /// <summary>What was left out of files that were taken in, or had to be guessed: a line for each reason.</summary>
    public IReadOnlyList<IngestProblem> Notes { get; init; } = [];

    /// <summary>Files that the collection now holds because of this run.</summary>
    public int Documents => Added + Updated + Unchanged;
}
