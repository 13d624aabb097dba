using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>The bullets and numbers of lists, also those that only symbol fonts have.</summary>
internal static class PdfListMarker
{
    private const string Bullets = "•‣◦·▪■□●○◆➢➤✓\uF0B7\uF0A7\uF0D8";

    public static bool Begins(string line) =>
        Bullets.Contains(line[0]) || ListMarker.Length(line, new Line(0, 0, line.Length)) > 0;

    /// <summary>Whether there is nothing but a marker.</summary>
    public static bool Is(string text) =>
        text.Length <= 4 && (Bullets.Contains(text[0]) || text is "-" or "–" or "*" || Begins(text + " x"));
}
