namespace Rag.Memory.Words;

/// <summary>
/// Cuts text into the words that are indexed and searched. Words are runs of letters, digits and their marks as in
/// Unicode Standard Annex 29, with apostrophes inside; Han, Kana, Hangul and the scripts of South-East Asia, written
/// without spaces or with endings attached, become single characters and overlapping pairs of them. Case, accents and
/// width are folded, traditional Chinese characters simplified. Beside the plain words stand those that keep what the cutting loses, see
/// <see cref="WordForm"/>: <c>3.10.1</c> is not <c>3.1.10</c>, <c>C#</c> is not <c>C++</c>, and <c>getUserName</c> has a <c>name</c>.
/// </summary>
/// <param name="stemming">Whether English endings are stripped: <c>studies</c>, <c>studied</c> become one word.</param>
/// <param name="rules">Which words there are.</param>
public sealed class WordTokenizer(bool stemming = true, WordRules rules = WordTokenizer.Newest)
{
    /// <summary>The rules by which new items are indexed.</summary>
    public const WordRules Newest = WordRules.AllForms;

    /// <summary>Whether English endings are stripped.</summary>
    public bool Stemming { get; } = stemming;

    /// <summary>Which words there are.</summary>
    public WordRules Rules { get; } = rules;

    /// <summary>The same by other rules.</summary>
    internal WordTokenizer By(WordRules rules) => rules == Rules ? this : new WordTokenizer(Stemming, rules);

    /// <summary>The words of a text in the order of their beginnings, with their spans.</summary>
    public IReadOnlyList<Word> Tokenize(ReadOnlySpan<char> text)
    {
        var words = new List<Word>();
        var reader = Read(text, stackalloc char[WordReader.LongestWord]);
        while (reader.Read()) words.Add(new Word(reader.Word.ToString(), reader.Start, reader.End) { Form = reader.Form });
        return words;
    }

    /// <summary>Reads the words one by one, without allocating.</summary>
    internal WordReader Read(ReadOnlySpan<char> text, Span<char> buffer) => new(text, buffer, Stemming, Rules);
}
