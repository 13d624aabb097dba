using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>Recognises what tells to do something, and says it as one would after "How do I".</summary>
internal static partial class Tasks
{
    private static readonly FrozenDictionary<string, string> _verbs; // each form and its base
    private static readonly FrozenSet<string> _nouns;
    private static readonly string[] _chinese;

    static Tasks()
    {
        var lists = WordLists.Read("Verbs.txt");
        _verbs = lists["verbs"].Words()
            .SelectMany(verb => Gerunds(verb).Append(verb).Select(form => (Form: form, Verb: verb)))
            .DistinctBy(pair => pair.Form)
            .ToFrozenDictionary(pair => pair.Form, pair => pair.Verb, StringComparer.OrdinalIgnoreCase);
        _nouns = lists["nouns"].Words().ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _chinese = [.. lists["chinese"].Words()];
    }

    /// <summary>
    /// What a heading or a description that begins with a verb tells to do ("Installing X", "Install X": install X), or null.
    /// </summary>
    public static string? Of(string title)
    {
        var space = title.IndexOf(' ');
        if (space < 0 || !_verbs.TryGetValue(title[..space], out var verb)) return null;
        var rest = title[space..];
        if (_nouns.Contains(title[..space]) && !Object().IsMatch(rest)) return null;
        return FurtherGerund().Replace(verb + rest, next => $"{next.Groups["and"]} {BaseOf(next.Groups["verb"].Value)}");
    }

    /// <summary>What a description in the third person does ("Sets the limit": set the limit), or null.</summary>
    public static string? OfThirdPerson(string description)
    {
        var space = description.IndexOf(' ');
        if (space < 3 || description[space - 1] != 's') return null;
        return Of(description[..(space - 1)] + description[space..]) ?? Of(description[..(space - 2)] + description[space..]);
    }

    /// <summary>Whether a Chinese heading begins with something to do.</summary>
    public static bool IsChinese(string title) => _chinese.Any(verb => title.StartsWith(verb, StringComparison.Ordinal));

    private static string BaseOf(string verb) => _verbs.GetValueOrDefault(verb, verb);

    private static IEnumerable<string> Gerunds(string verb) => verb.EndsWith('e') && !verb.EndsWith("ee", StringComparison.Ordinal)
        ? [verb[..^1] + "ing"]
        : [verb + "ing", verb + verb[^1] + "ing"];

    [GeneratedRegex(@"^ (a|an|the|your|all|any|multiple|only|with|from|to|up|down|out|in|on|into|for|more|each|every|this|it"
        + @"|them|files?|data|one|two"
        + @"|through|between|using|as|\W?-|\d)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Object();

    [GeneratedRegex(@"(?<and>,? (and|or)) (?<verb>[a-z]+ing)\b")]
    private static partial Regex FurtherGerund();
}
