namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>
/// A piece of text where it is shown: X and Y of the beginning of its baseline, with Y upwards, in a frame that is
/// turned so that the text runs to the right. Turn tells, in quarters, how it runs on the page.
/// </summary>
internal readonly record struct Glyph(
    string Text, double X, double Y, double Width, double Size, int Turn, bool IsBold, string Font)
{
    public double Right => X + Width;
}
