using System.Text.RegularExpressions;
using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>What a question is about: its words without those that any question has, and what it calls by name.</summary>
internal sealed partial class QuestionWords
{
    /// <summary>Names that are looked up: a question of ten thousand words is not about each of them.</summary>
    private const int MostNames = 16;

    private readonly IMemory _memory;
    private readonly Dictionary<string, double> _shares;

    public QuestionWords(string question, IMemory memory)
    {
        _memory = memory;
        var text = FunctionWords.BlankChinese(question);
        var idf = memory.Tokenizer.Tokenize(text)
            .Where(word => !FunctionWords.Contains(text[word.Start..word.End].ToLowerInvariant()))
            .Select(word => word.Text).Distinct().ToDictionary(word => word, memory.InverseDocumentFrequency);
        var total = idf.Values.Sum();
        _shares = idf.ToDictionary(word => word.Key, word => word.Value / total);
        Codes = [.. Code().Matches(question).Select(match => match.Value).Distinct().Take(MostNames)];
        Names = [.. Name().Matches(question).Select(match => match.Value).Distinct().Take(MostNames)];
    }

    /// <summary>Whether nothing is left of the question.</summary>
    public bool IsEmpty => _shares.Count == 0;

    /// <summary>Codes, versions, identifiers and numbers of three digits or more, as they stand in the question.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>Words in capitals, but for the first of a sentence and for what follows a number, which is a unit; those side by side are one name.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The first code that stands nowhere in the collection, or the first name of which no word does; null where all are known.</summary>
    public string? Unknown(bool names = true) =>
        Codes.FirstOrDefault(code => !StandsIn(code)) ?? (names ? Names.FirstOrDefault(name => !name.Split(' ').Any(StandsIn)) : null);

    /// <summary>The share of the question's idf that the words of a text make up.</summary>
    public double Coverage(string text) =>
        _memory.Tokenizer.Tokenize(text).Select(word => word.Text).Distinct().Sum(word => _shares.GetValueOrDefault(word));

    /// <summary>Whether a text says anything that the question does not.</summary>
    public bool IsAddedToBy(string text) => _memory.Tokenizer.Tokenize(text)
        .Any(word => !_shares.ContainsKey(word.Text) && !FunctionWords.Contains(text[word.Start..word.End].ToLowerInvariant()));

    private bool StandsIn(string name)
    {
        if (_memory.Tokenizer.Tokenize(name).Count == 0) return true;
        return _memory.Search(new SearchQuery { Words = $"\"{name}\"", K = 1 }).Count > 0;
    }

    [GeneratedRegex(@"(?<![\w.])(?=[\w.:/_-]*\d)(?:(?=\w*[A-Za-z_])[A-Za-z0-9_]{2,}|\d{3,}|\d+(?:[.:/_-]\w+)+)(?:[.:/_-]\w+)*", RegexOptions.ECMAScript)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<=[\p{L},;] )\p{Lu}[\p{L}\p{N}'’-]+(?: \p{Lu}[\p{L}\p{N}'’-]+)*")]
    private static partial Regex Name();
}
