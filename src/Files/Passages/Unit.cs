using Rag.Files.Documents;

namespace Rag.Files.Passages;

/// <summary>
/// What a passage is made of and never cuts: a sentence, a heading, a row, a line of code. It has at least one word,
/// which bounds the units of a passage; the block it begins in; the section it stands under, its own if it is a
/// heading; and what lies between the unit before and this one.
/// </summary>
/// <param name="NamesColumns">Whether it is a row that names the columns of those under it.</param>
/// <param name="Columns">Of a row, what the row that names its columns says, where there is one.</param>
internal readonly record struct Unit(
    int Start, int End, double Words, Block Block, Section? Section, Break Break, bool NamesColumns = false, string? Columns = null)
{
    public SentenceKind Kind => Block.Kind switch
    {
        BlockKind.Heading => SentenceKind.Heading,
        BlockKind.ListItem => SentenceKind.ListItem,
        BlockKind.TableRow or BlockKind.TableHeader => NamesColumns ? SentenceKind.HeaderRow : SentenceKind.Row,
        BlockKind.Code => SentenceKind.Code,
        _ => SentenceKind.Prose,
    };

    public bool IsHeading => Block.Kind == BlockKind.Heading;
}

/// <summary>A heading and the one it stands under.</summary>
internal sealed record Section(string Title, int Level, Section? Parent)
{
    /// <summary>The headings down to this one, joined by " > ".</summary>
    public string Path { get; } = Parent is null ? Title : $"{Parent.Path} > {Title}";

    private int Depth { get; } = Parent is null ? 1 : Parent.Depth + 1;

    /// <summary>The lowest section that two lie in, or that they are.</summary>
    public static Section? Common(Section? a, Section? b)
    {
        while (!ReferenceEquals(a, b))
        {
            if (a is null || b is null) return null;
            if (a.Depth >= b.Depth) a = a.Parent;
            else b = b.Parent;
        }
        return a;
    }
}

/// <summary>How well a passage may begin at a place, the best first.</summary>
internal enum Break
{
    /// <summary>Hidden text lies before it: it has to begin here.</summary>
    Forced,

    /// <summary>A heading, after text.</summary>
    Heading,

    /// <summary>A paragraph, or anything else after a block of another kind.</summary>
    Block,

    /// <summary>The next item of a list, row of a table or line of code.</summary>
    Row,

    /// <summary>The next sentence of a paragraph.</summary>
    Sentence,

    /// <summary>What a colon announces.</summary>
    AfterColon,

    /// <summary>The next part of a sentence that is longer than a passage.</summary>
    Clause,

    /// <summary>What stands directly under a heading.</summary>
    AfterHeading,

    /// <summary>The row under one that names columns, which alone would say nothing: no passage begins here.</summary>
    Never,
}
