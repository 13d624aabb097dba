using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>Looks things up in the dictionaries of a file, through whatever references stand between.</summary>
internal static class PdfTokens
{
    /// <summary>The entry of a name; null if there is none or one of another kind.</summary>
    public static T? Find<T>(this IPdfTokenScanner scanner, DictionaryToken dictionary, string name)
        where T : class, IToken =>
        dictionary.Data.TryGetValue(name, out var token) && DirectObjectFinder.TryGet(token, scanner, out T? value) ? value : null;
}
