using System.Text.RegularExpressions;
using Rag.Memory;
using Rag.Memory.Words;

namespace Rag.Engine.Ask;

/// <summary>What a question is about: its words without those that any question has, and what it calls by name.</summary>
internal sealed partial class QuestionWords
{
    /// <summary>Names that are looked up: a question of ten thousand words is not about each of them.</summary>
    private const int MostNames = 16;

    private readonly IMemory _memory;
    private readonly Dictionary<string, double> _shares;

    private QuestionWords(string question, IReadOnlyCollection<string> words, WordStatistics statistics, IMemory memory)
    {
        _memory = memory;
        var total = words.Sum(statistics.InverseDocumentFrequency);
        _shares = words.ToDictionary(word => word, word => statistics.InverseDocumentFrequency(word) / total);
        Codes = [.. Code().Matches(question).Select(match => match.Value).Distinct().Take(MostNames)];
        Names = [.. Name().Matches(question).Select(match => match.Value).Distinct().Take(MostNames)];
    }

    /// <summary>A question as a collection's words tell it.</summary>
    public static async ValueTask<QuestionWords> OfAsync(string question, IMemory memory, CancellationToken cancellationToken = default)
    {
        var text = FunctionWords.BlankChinese(ChineseScript.Simplify(question));
        Word[] words = [.. memory.Tokenizer.Tokenize(text)
            .Where(word => !FunctionWords.Contains(text[word.Start..word.End].ToLowerInvariant())).DistinctBy(word => word.Text)];
        var statistics = await memory.WordStatisticsAsync([.. words.Select(word => word.Text)], cancellationToken);
        // Of a form that stands nowhere its plain words speak.
        var known = words.Where(word => word.Form == WordForm.Plain || statistics.Holders.GetValueOrDefault(word.Text) > 0);
        return new QuestionWords(question, [.. known.Select(word => word.Text)], statistics, memory);
    }

    /// <summary>Whether nothing is left of the question.</summary>
    public bool IsEmpty => _shares.Count == 0;

    /// <summary>Codes, versions, identifiers and numbers of three digits or more, as they stand in the question.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>Words in capitals, but for the first of a sentence and for what follows a number, which is a unit; those side by side are one name.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The first code that stands nowhere in the collection, or the first name of which no word does; null where all are known.</summary>
    public async ValueTask<string?> UnknownAsync(bool names = true, CancellationToken cancellationToken = default)
    {
        foreach (var code in Codes)
        {
            if (!await StandsInAsync(code, cancellationToken)) return code;
        }
        foreach (var name in names ? Names : [])
        {
            var known = false;
            foreach (var part in name.Split(' ')) known = known || await StandsInAsync(part, cancellationToken);
            if (!known) return name;
        }
        return null;
    }

    /// <summary>The share of the question's idf that the words of a text make up.</summary>
    public double Coverage(string text) =>
        _memory.Tokenizer.Tokenize(text).Select(word => word.Text).Distinct().Sum(word => _shares.GetValueOrDefault(word));

    /// <summary>Whether a text says anything that the question does not.</summary>
    public bool IsAddedToBy(string text) => _memory.Tokenizer.Tokenize(text)
        .Any(word => !_shares.ContainsKey(word.Text) && !FunctionWords.Contains(text[word.Start..word.End].ToLowerInvariant()));

    private async ValueTask<bool> StandsInAsync(string name, CancellationToken cancellationToken) => _memory.Tokenizer.Tokenize(name).Count == 0
        || await _memory.SearchAsync(new SearchQuery { Words = $"\"{name}\"", K = 1 }, cancellationToken) is not [];

    [GeneratedRegex(@"(?<![\w.])(?=[\w.:/_-]*\d)(?:(?=\w*[A-Za-z_])[A-Za-z0-9_]{2,}|\d{3,}|\d+(?:[.:/_-]\w+)+)(?:[.:/_-]\w+)*", RegexOptions.ECMAScript)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<=[\p{L},;] )\p{Lu}[\p{L}\p{N}'’-]+(?: \p{Lu}[\p{L}\p{N}'’-]+)*")]
    private static partial Regex Name();
}
