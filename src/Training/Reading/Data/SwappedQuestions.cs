using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Rag.Files;
using Rag.Training.Reading.Data.Documentation;

namespace Rag.Training.Reading.Data;

/// <summary>
/// Questions that their paragraph looks like answering and does not: a name, a number or a word of a question is swapped for another
/// that the paragraph does not have. That is how people made most of the unanswerable questions of SQuAD 2.0 (Rajpurkar, Jia and Liang,
/// 2018).
/// </summary>
internal sealed partial class SwappedQuestions
{
    /// <summary>Share of swapped questions that are added to a draft.</summary>
    private const double Share = 0.1;

    /// <summary>Of names, how often one of the same article is taken: the harder choice.</summary>
    private const double NearShare = 0.6;

    /// <summary>How often another name or number is drawn before giving up.</summary>
    private const int Tries = 12;

    /// <summary>Years of the data end about here.</summary>
    private const int LastYear = 2020;

    private static readonly FrozenDictionary<string, string> _opposites = WordLists.Read("Opposites.txt")[""]
        .Select(line => line.Split(' '))
        .SelectMany(pair => new[] { (From: pair[0], To: pair[1]), (From: pair[1], To: pair[0]) })
        .DistinctBy(pair => pair.From)
        .ToFrozenDictionary(pair => pair.From, pair => pair.To, StringComparer.OrdinalIgnoreCase);

    private static readonly Regex _words = new($"[A-Za-z]+|{string.Join('|', _opposites.Keys.Where(word => Cjk.IsHan(word[0])))}");

    private readonly ReadingDraft _draft;
    private readonly Random _random;
    private readonly ILookup<(int Words, string Article), string> _names; // of one article, and of all under ""

    private SwappedQuestions(ReadingDraft draft, Random random)
    {
        (_draft, _random) = (draft, random);
        _names = draft.Questions.Where(question => question.Passage is not null)
            .SelectMany(question => NamesOf(question).Select(name => (Name: name, Article: draft.Articles[question.Passage!.Value])))
            .Distinct()
            .SelectMany(name => new[] { name, name with { Article = "" } })
            .ToLookup(name => (Words(name.Name), name.Article), name => name.Name);
    }

    /// <summary>Adds them to the draft.</summary>
    public static void AddTo(ReadingDraft draft, Random random)
    {
        var swaps = new SwappedQuestions(draft, random);
        var answered = draft.Questions.Where(question => question.Answers.Count > 0).ToArray();
        random.Shuffle(answered);
        var wanted = (int)(answered.Length * Share);
        foreach (var question in answered.Select(swaps.Swap).OfType<DraftQuestion>().Take(wanted)) draft.Ask(question);
    }

    private DraftQuestion? Swap(DraftQuestion question)
    {
        var passage = _draft.Passages[question.Passage!.Value];
        Func<DraftQuestion, ReadingPassage, (string Text, string? Subject)?>[] ways = [SwapName, SwapNumber, SwapOpposite];
        _random.Shuffle(ways);
        return ways.Select(way => way(question, passage)).FirstOrDefault(swapped => swapped is not null) is var (text, subject)
            ? new DraftQuestion(text, question.Passage, [], $"{question.Kind}, unanswerable", subject)
            : null;
    }

    private (string Text, string? Subject)? SwapName(DraftQuestion question, ReadingPassage passage)
    {
        string[] names = [.. NamesOf(question).Where(name => Holds(passage, name))];
        if (names.Length == 0) return null;
        var old = names[_random.Next(names.Length)];
        var article = _draft.Articles[question.Passage!.Value];
        var near = _random.NextDouble() < NearShare;
        var others = _names[(Words(old), near ? article : "")].ToArray();
        for (var tries = 0; tries < Tries && others.Length > 0; tries++)
        {
            var name = others[_random.Next(others.Length)];
            if (!Holds(passage, name) && !question.Text.Contains(name, StringComparison.OrdinalIgnoreCase))
                return (question.Text.Replace(old, name, StringComparison.Ordinal), near ? null : name);
        }
        return null;
    }

    private (string Text, string? Subject)? SwapNumber(DraftQuestion question, ReadingPassage passage)
    {
        var text = question.Text;
        var numbers = Number().Matches(text).ToArray();
        if (numbers.Length == 0) return null;
        var old = numbers[_random.Next(numbers.Length)];
        var value = int.Parse(old.Value);
        var isYear = value is > 1000 and < 2100;
        for (var tries = 0; tries < Tries; tries++)
        {
            var other = $"{(isYear ? AnotherYear(value) : value + _random.Next(1, Math.Max(3, value)))}";
            if (!Holds(passage, other)) return (Replace(text, old, other), other);
        }
        return null;
    }

    private (string Text, string? Subject)? SwapOpposite(DraftQuestion question, ReadingPassage passage)
    {
        var text = question.Text;
        var words = _words.Matches(text)
            .Where(word => _opposites.TryGetValue(word.Value, out var opposite) && !Holds(passage, opposite) && Holds(passage, word.Value))
            .ToArray();
        if (words.Length == 0) return null;
        var old = words[_random.Next(words.Length)];
        return (Replace(text, old, _opposites[old.Value]), _opposites[old.Value]);
    }

    private int AnotherYear(int year)
    {
        var isEarlier = year > LastYear - 30 || _random.Next(2) == 0;
        return isEarlier ? year - _random.Next(1, 30) : year + _random.Next(1, 30);
    }

    private static string Replace(string text, Match old, string instead) =>
        $"{text[..old.Index]}{instead}{text[(old.Index + old.Length)..]}";

    /// <summary>
    /// Names in a question: words in capitals but for the first, what stands in Chinese title marks, a Chinese passage's title.
    /// </summary>
    private IEnumerable<string> NamesOf(DraftQuestion question)
    {
        var names = Name().Matches(question.Text).Select(match => Possessive().Replace(match.Value, "")).Where(name => name.Length > 2);
        var isNamed = _draft.Passages[question.Passage!.Value].Heading is { Length: >= 2 and <= 8 } title && title.All(Cjk.IsHan)
            && question.Text.Contains(title, StringComparison.Ordinal);
        return isNamed ? names.Append(_draft.Passages[question.Passage!.Value].Heading!) : names;
    }

    private static int Words(string name) => Cjk.IsHan(name[0]) ? 0 : name.Split(' ').Length;

    private static bool Holds(ReadingPassage passage, string part) =>
        passage.Text.Contains(part, StringComparison.OrdinalIgnoreCase)
        || passage.Heading?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    [GeneratedRegex(@"(?<=[\w,] )[A-Z][\w'’-]+( (of |the |de )?[A-Z][\w'’-]+){0,3}|(?<=《)[^》]{2,12}(?=》)")]
    private static partial Regex Name();

    [GeneratedRegex(@"['’]s?$")]
    private static partial Regex Possessive();

    [GeneratedRegex(@"(?<![\d.,])[0-9]{1,4}(?![\d.,]*\d)")]
    private static partial Regex Number();
}
