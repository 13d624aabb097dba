using Rag.Engine.Retrieval;
using Rag.Files.Passages;

namespace Rag.Engine.Ask;

/// <summary>What a reader says to a question.</summary>
/// <param name="Text">The answer; null when the reader abstains because the collection does not hold one.</param>
/// <param name="Confidence">0..1; below the reader's threshold it abstains.</param>
/// <param name="Reader">Name of the reader that answered.</param>
/// <param name="Citations">Where the answer stands, best first. An abstaining reader may still cite what came closest.</param>
public sealed record Answer(
    string Question,
    string? Text,
    double Confidence,
    string Reader,
    IReadOnlyList<Citation> Citations)
{
    /// <summary>How long each stage took, by its name.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Timings { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>How far the decoder's gates opened for the memory while it wrote, by layer and head, 0..1; empty where no decoder wrote.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Gates { get; init; } = [];

    /// <summary>How much of the answer each source carries, 0..1, as far as the reader can tell.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>What whoever reads the answer should know about how it came about, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True when the answer is "not in the collection".</summary>
    public bool Abstained => Text is null;
}

/// <summary>A stretch of a source that carries an answer.</summary>
/// <param name="Source">The file, as the memory knows it.</param>
/// <param name="Start">First character, in UTF-16 units of the ingested text of the source.</param>
/// <param name="End">One past the last character.</param>
/// <param name="Page">1-based page of a paged source.</param>
/// <param name="Text">Exactly the characters from <paramref name="Start"/> to <paramref name="End"/>.</param>
/// <param name="Score">How well it carries the answer, 0..1.</param>
public sealed record Citation(string Source, int Start, int End, int? Page, string Text, double Score)
{
    /// <summary>Other places that say the same, word for word or nearly.</summary>
    public IReadOnlyList<CopyPlace> AlsoIn { get; init; } = [];

    /// <summary>A stretch of a passage's text.</summary>
    internal static Citation Of(FoundPassage passage, TextSpan span, double score) => new(
        passage.Item.Source, passage.Item.Start + span.Start, passage.Item.Start + span.End, ItemSentences.PageAt(passage.Item, span.Start),
        passage.Item.Text[span.Start..span.End], score)
    {
        AlsoIn = [.. passage.Copies.Select(copy => CopyPlace.Of(copy, passage.Item.Text[span.Start..span.End]))],
    };
}
