namespace Rag.Engine.Caption;

/// <summary>A vocabulary and, after it, such words of retrieved captions as are not in it: they can be copied, and have a number meanwhile.</summary>
/// <remarks>Grows as words are asked for; not for several threads at once.</remarks>
public sealed class Lexicon(CaptionVocabulary vocabulary)
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly List<string> _words = [];

    /// <summary>The words that can be written without memory.</summary>
    public CaptionVocabulary Vocabulary => vocabulary;

    /// <summary>How many numbers there are so far.</summary>
    public int Count => vocabulary.Count + _words.Count;

    /// <summary>The number of a word, which is a new one where it has none.</summary>
    public int Id(string word)
    {
        if (vocabulary.Id(word) is not CaptionVocabulary.Unknown and var known) return known;
        if (_ids.TryGetValue(word, out var id)) return id;
        _words.Add(word);
        return _ids[word] = Count - 1;
    }

    /// <summary>The word of a number.</summary>
    public string Word(int id) => id < vocabulary.Count ? vocabulary.Word(id) : _words[id - vocabulary.Count];

    /// <summary>What a decoder is told of a word: its number in the vocabulary, or <see cref="CaptionVocabulary.Unknown"/>.</summary>
    public int Told(int id) => id < vocabulary.Count ? id : CaptionVocabulary.Unknown;
}
