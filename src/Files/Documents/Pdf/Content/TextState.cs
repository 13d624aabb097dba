using System.Numerics;
using Rag.Files.Documents.Pdf.Fonts;

namespace Rag.Files.Documents.Pdf.Content;

/// <summary>What decides where text is shown (ISO 32000-2, 9.3), as far as q saves it and Q restores it.</summary>
internal sealed record TextState
{
    public Matrix3x2 Page { get; init; } = Matrix3x2.Identity; // user space to the page
    public PdfFont? Font { get; init; }
    public double Size { get; init; }
    public double CharSpacing { get; init; }
    public double WordSpacing { get; init; }
    public double Stretch { get; init; } = 1;
    public double Leading { get; init; }
    public double Rise { get; init; }
}
