namespace Rag.Files.Passages;

/// <summary>A sentence, row, line or heading of a passage, as a span of the document's text.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">One past the last UTF-16 unit.</param>
/// <param name="Kind">What it is in its document.</param>
/// <param name="Page">The 1-based page it begins on, for a PDF; a passage may go over several.</param>
public readonly record struct PassageSentence(int Start, int End, SentenceKind Kind, int? Page = null);

/// <summary>What a <see cref="PassageSentence"/> is in its document.</summary>
public enum SentenceKind
{
    /// <summary>A sentence of running text.</summary>
    Prose,

    /// <summary>A sentence of a list's item.</summary>
    ListItem,

    /// <summary>A row of a table, or a record of data.</summary>
    Row,

    /// <summary>The row that names a table's columns, as its format says or as far as can be told: a first row without digits.</summary>
    HeaderRow,

    /// <summary>A line of code.</summary>
    Code,

    /// <summary>A heading that nothing stands under.</summary>
    Heading,
}
