namespace Rag.Memory.Words;

/// <summary>
/// Cuts text into the words that are indexed and searched. Words are runs of letters, digits and their marks as in
/// Unicode Standard Annex 29, with apostrophes inside; Han, Kana, Hangul and the scripts of South-East Asia, written
/// without spaces or with endings attached, become single characters and overlapping pairs of them. Case, accents and
/// width are folded.
/// </summary>
/// <param name="stemming">Whether English endings are stripped: <c>studies</c>, <c>studied</c> become one word.</param>
public sealed class WordTokenizer(bool stemming = true)
{
    /// <summary>Whether English endings are stripped.</summary>
    public bool Stemming { get; } = stemming;

    /// <summary>The words of a text in the order of their beginnings, with their spans.</summary>
    public IReadOnlyList<Word> Tokenize(ReadOnlySpan<char> text)
    {
        var words = new List<Word>();
        var reader = Read(text, stackalloc char[WordReader.LongestWord]);
        while (reader.Read()) words.Add(new Word(reader.Word.ToString(), reader.Start, reader.End));
        return words;
    }

    /// <summary>Reads the words one by one, without allocating.</summary>
    internal WordReader Read(ReadOnlySpan<char> text, Span<char> buffer) => new(text, buffer, Stemming);
}
