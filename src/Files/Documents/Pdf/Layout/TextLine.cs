namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>Text on one baseline without a wide gap: a line of a column, or of one cell of a table.</summary>
internal sealed record TextLine(string Text, double X, double Right, double Y, double Size, bool IsBold)
{
    public bool IsAbove(TextLine other) => Y > other.Y + 0.5 * Size;

    /// <summary>Whether two lines share a part of the page's width.</summary>
    public bool Overlaps(TextLine other) => X < other.Right && other.X < Right;

    /// <summary>Whether it is a row of numbers.</summary>
    public bool IsFigures => Text.Contains(' ') && Text.Any(char.IsDigit) && !Text.Any(char.IsLetter);

    public bool EndsSentence => ".!?:。！？；：…\"”’」』）)".Contains(Text[^1]);
}
