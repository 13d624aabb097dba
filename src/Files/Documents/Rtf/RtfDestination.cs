using System.Collections.Frozen;
using System.Text;

namespace Rag.Files.Documents.Rtf;

/// <summary>Where the text of a group goes.</summary>
internal enum RtfDestination
{
    /// <summary>The text of the document.</summary>
    Body,

    /// <summary>Nowhere.</summary>
    Nothing,
    Fonts,
    Styles,

    /// <summary>The marker of the item of a list.</summary>
    Marker,
    Note,
    Comment,
    TextBox,
    Header,
    Footer,
}

/// <summary>The properties that a group begins with and that end with it.</summary>
internal record struct RtfState(RtfDestination Destination, StringBuilder Text)
{
    private static readonly FrozenDictionary<string, RtfDestination> _destinations = Table(
        (RtfDestination.Fonts, "fonttbl"),
        (RtfDestination.Styles, "stylesheet"),
        (RtfDestination.Marker, "listtext pntext"),
        (RtfDestination.Note, "footnote"),
        (RtfDestination.Comment, "annotation"),
        (RtfDestination.TextBox, "shptxt dptxbxtext"),
        (RtfDestination.Header, "header headerl headerr headerf"),
        (RtfDestination.Footer, "footer footerl footerr footerf"),
        (RtfDestination.Nothing, "colortbl info pict nonshppict objdata fldinst sp shprslt xe tc tcn rxe filetbl listtable ftnsep ftnsepc"
            + " ftncn aftnsep aftnsepc aftncn pntxta pntxtb bkmkstart bkmkend atnid atnauthor mmathPr nonesttables private comment"));

    public int Font { get; set; }

    /// <summary>How many bytes stand in for a character given by its number.</summary>
    public int Substitutes { get; set; } = 1;

    /// <summary>Whether the text does not show.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Whether the paragraph is in a row of a table.</summary>
    public bool IsInTable { get; set; }

    /// <summary>The level of the heading that the paragraph is, from 0; null if it is none by itself.</summary>
    public int? Outline { get; set; }

    public int Style { get; set; }

    /// <summary>Where the text goes for which the one in hand is a replacement.</summary>
    public RtfDestination Replaced { get; set; }

    /// <summary>Where text goes after a word; null if the word says nothing of that.</summary>
    public static RtfDestination? After(string word) => _destinations.TryGetValue(word, out var found) ? found : null;

    private static FrozenDictionary<string, RtfDestination> Table(params (RtfDestination Destination, string Words)[] rows) =>
        rows.SelectMany(row => row.Words.Split(' ').Select(word => (word, row.Destination)))
            .ToFrozenDictionary(pair => pair.word, pair => pair.Destination, StringComparer.Ordinal);
}
