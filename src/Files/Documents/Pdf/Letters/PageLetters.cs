using Rag.Files.Documents.Pdf.Layout;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>What a page shows.</summary>
/// <param name="Content">Its letters, in the order in which its content shows them.</param>
/// <param name="Fields">The letters of filled form fields and of notes typed over the page.</param>
/// <param name="Unknown">How many more it shows of which no font says what they are.</param>
/// <param name="LacksFont">Whether there is text in a font that cannot be read.</param>
internal sealed record PageLetters(List<Glyph> Content, List<Glyph> Fields, int Unknown, bool LacksFont);
