namespace Rag.Files.Passages;

/// <summary>A sentence, row, line or heading of a passage, as a span of the document's text.</summary>
public readonly record struct PassageSentence(int Start, int End, SentenceKind Kind);

/// <summary>What a <see cref="PassageSentence"/> is in its document.</summary>
public enum SentenceKind
{
    /// <summary>A sentence of running text.</summary>
    Prose,

    /// <summary>A sentence of a list's item.</summary>
    ListItem,

    /// <summary>A row of a table, or a record of data.</summary>
    Row,

    /// <summary>The row that names a table's columns, as far as can be told: a first row without digits.</summary>
    HeaderRow,

    /// <summary>A line of code.</summary>
    Code,

    /// <summary>A heading that nothing stands under.</summary>
    Heading,
}
