using Rag.Encoders.Checkpoints;
using Rag.Files;

namespace Rag.Engine.Caption;

/// <summary>The words that a captioner writes by itself, by number; what is copied need not be among them.</summary>
public sealed class CaptionVocabulary
{
    /// <summary>Any word that is not here.</summary>
    public const int Unknown = 0;

    /// <summary>Ends a caption.</summary>
    public const int End = 1;

    internal const string FileName = "words.txt";
    private const int FirstBegin = 2; // one a language
    private static readonly int _special = FirstBegin + Enum.GetValues<CaptionLanguage>().Length;

    private readonly string[] _words; // of the numbers from _special on
    private readonly Dictionary<string, int> _ids;

    /// <param name="words">Each once; none is empty or has a space.</param>
    /// <exception cref="ArgumentException">A word appears twice, or is none.</exception>
    public CaptionVocabulary(IEnumerable<string> words)
    {
        _words = [.. words];
        _ids = [];
        foreach (var (i, word) in _words.Index())
        {
            if (CaptionWords.Of(word) is not [var only] || only != word) throw new ArgumentException($"\"{word}\" is not one word in lower case.", nameof(words));
            if (!_ids.TryAdd(word, _special + i)) throw new ArgumentException($"\"{word}\" appears twice.", nameof(words));
        }
    }

    /// <summary>How many numbers there are, special ones included.</summary>
    public int Count => _special + _words.Length;

    /// <summary>What begins a caption of a language.</summary>
    public static int Begin(CaptionLanguage language) => FirstBegin + (int)language;

    /// <summary>Whether a number stands for a word, and not for an end or a beginning.</summary>
    public static bool IsWord(int id) => id >= _special;

    /// <summary>The words that captions have at least <paramref name="least"/> times, the commonest first.</summary>
    public static CaptionVocabulary Of(IEnumerable<string> captions, int least) => new(captions
        .SelectMany(CaptionWords.Of)
        .CountBy(word => word)
        .Where(count => count.Value >= least)
        .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
        .Select(count => count.Key));

    /// <summary>The number of a word, or <see cref="Unknown"/>.</summary>
    public int Id(string word) => _ids.GetValueOrDefault(word, Unknown);

    /// <summary>The word of a number.</summary>
    public string Word(int id) => _words[id - _special];

    /// <exception cref="CheckpointException">The folder has no list of words, or a damaged one.</exception>
    internal static CaptionVocabulary Read(ModelFolder folder)
    {
        var path = folder.File(FileName);
        try
        {
            return new CaptionVocabulary(File.ReadLines(path));
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(path, e.Message);
        }
    }

    internal void Save(string folder) =>
        WholeFile.WriteText(Path.Combine(folder, FileName), string.Concat(_words.Select(word => word + '\n')));
}
