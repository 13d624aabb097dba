namespace Rag.Files.Passages;

/// <summary>A stretch of a document that is retrieved and cited as one.</summary>
/// <param name="Start">First UTF-16 unit in the document's text.</param>
/// <param name="End">One past the last UTF-16 unit.</param>
/// <param name="Text">The document's text from <paramref name="Start"/> to <paramref name="End"/>.</param>
/// <param name="Page">The 1-based page it starts on, for a PDF.</param>
/// <param name="Heading">
/// The headings it stands under, highest first, joined by " > "; its own first where it begins with one. A passage
/// over several small sections has only the headings that all of them share. What begins in the middle of a table stands under the
/// row that names its columns too.
/// </param>
/// <param name="Sentences">
/// The sentences, rows and lines it is made of, as spans of the document's text; headings only where it has nothing else.
/// </param>
public sealed record Passage(
    int Start, int End, string Text, int? Page, string? Heading, IReadOnlyList<PassageSentence> Sentences);
