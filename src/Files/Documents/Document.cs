namespace Rag.Files.Documents;

/// <summary>A file's ingested text and its structure.</summary>
/// <param name="Text">
/// For formats that are text themselves (plain text, Markdown, CSV, source code) exactly the decoded characters
/// of the file: the byte order mark is dropped, comments within a line of Markdown are spaces, newlines stay as they are, so a span is a
/// span of the file. For all others, such as HTML, reStructuredText, PDF, Office files and mail, the visible text, extracted.
/// </param>
/// <param name="Blocks">
/// In order and without overlap; what lies between two blocks is markup, white space or hidden text.
/// </param>
public sealed record Document(string Text, IReadOnlyList<Block> Blocks)
{
    /// <summary>
    /// What of the file is not in the text, or had to be guessed: a line for each reason, which begins as if the file's name
    /// stood before it. Empty if nothing is missing.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A piece of a document's text that its author set apart, for example a paragraph.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">First UTF-16 unit in <see cref="Document.Text"/>.</param>
/// <param name="End">One past the last UTF-16 unit; always after <paramref name="Start"/>.</param>
/// <param name="Page">
/// The 1-based page or slide it is on; only PDFs and presentations have any. A paragraph over two pages is two blocks with at most one space between.
/// </param>
/// <param name="Level">A heading's level, 1 (highest) to 6; 0 for anything else.</param>
public sealed record Block(BlockKind Kind, int Start, int End, int? Page = null, int Level = 0);

/// <summary>What a <see cref="Block"/> is.</summary>
public enum BlockKind
{
    /// <summary>The title of the blocks that follow it, down to the next heading of its level or a higher one.</summary>
    Heading,

    /// <summary>Running text.</summary>
    Paragraph,

    /// <summary>One item of a list, with its marker and without the items nested in it.</summary>
    ListItem,

    /// <summary>One row of a table, or one record of data; perhaps that which names the columns, where the format does not say so.</summary>
    TableRow,

    /// <summary>Lines whose breaks and indentation matter.</summary>
    Code,

    /// <summary>A row of which the format says that it names the columns of the rows under it.</summary>
    TableHeader,
}
