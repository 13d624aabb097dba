using System.Text.RegularExpressions;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>Asks about options, settings and codes that stand nowhere: names made of the parts of two others.</summary>
internal static partial class UnknownNames
{
    /// <summary>How many are made for each question that names one.</summary>
    private const double Share = 0.25;

    public static void AddTo(ReadingDraft draft, Random random)
    {
        var named = draft.Questions
            .Where(question => question.Subject is { } subject && Code().IsMatch(subject)
                && question.Text.Contains(subject, StringComparison.Ordinal))
            .ToArray();
        if (named.Length < 2) return;
        random.Shuffle(named);
        foreach (var question in named.Take((int)(named.Length * Share)))
        {
            var name = Mix(question.Subject!, named[random.Next(named.Length)].Subject!);
            if (name != question.Subject && !draft.Passages.Any(passage => passage.Text.Contains(name, StringComparison.OrdinalIgnoreCase)))
            {
                var text = question.Text.Replace(question.Subject!, name, StringComparison.Ordinal);
                draft.Ask(new DraftQuestion(text, question.Passage, [], $"{question.Kind}, unanswerable"));
            }
        }
    }

    /// <summary>All but the last part of one and the last part of the other; another number where it ends with one.</summary>
    private static string Mix(string name, string other)
    {
        var cut = name.LastIndexOfAny(['-', '_', '.']);
        if (int.TryParse(name[(cut + 1)..], out var number)) return $"{name[..(cut + 1)]}{number + 17}";
        var last = other[(other.LastIndexOfAny(['-', '_', '.']) + 1)..];
        return name[..(cut + 1)] + (char.IsUpper(name[^1]) ? last.ToUpperInvariant() : last);
    }

    [GeneratedRegex(@"^(--?)?\w+([-_.]\w+)+$")]
    private static partial Regex Code();
}
