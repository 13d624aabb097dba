using System.Text.RegularExpressions;
using Rag.Files;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Options, settings, commands and functions that are described under a heading of their name, in an item of a list or in a line of a
/// program's help: what one does, what its default is, which one does a thing.
/// </summary>
internal sealed partial class OptionRule : IQuestionRule
{
    private const string Does = "option", Default = "option default", Which = "which option";

    public IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random)
    {
        if (Name().Match(section.Title) is { Success: true } heading && !NoOption().IsMatch(section.Title))
        {
            foreach (var question in OfHeading(section, heading.Groups["name"].Value, random)) yield return question;
        }
        foreach (var block in section.Blocks)
        {
            var asked = block.Kind switch
            {
                BlockKind.ListItem or BlockKind.Paragraph => OfItem(section, block.Start, block.End, Item(), random),
                BlockKind.Code => CodeLines.Of(section.Text, block)
                    .SelectMany(line => OfItem(section, line.Start, line.End, HelpLine(), random)),
                _ => [],
            };
            foreach (var question in asked) yield return question;
        }
    }

    private static IEnumerable<RuleQuestion> OfHeading(DocumentSection section, string name, Random random)
    {
        if (section.Sentences.FirstOrDefault() is not { Length: > 0 } first) yield break;
        var plain = section.Plain(first);
        var announces = section.Text[first.End - 1] is ':' or '：';
        if (!announces && !Defaults().IsMatch(plain) && AnswerUnit.Of(section.Text, first) is { } does)
        {
            yield return Describe(name, does, section.IsChinese, random);
            if (Task(plain) is { } task && Place(section, name) is { } place) yield return WhichDoes(task, place, random);
        }
        var values = section.Blocks.Take(30).Select(block => DefaultIn(section.Text, block.Start, block.End));
        if (values.FirstOrDefault(value => value is not null) is { } stands)
            yield return AskDefault(name, stands, section.IsChinese, random);
    }

    private static IEnumerable<RuleQuestion> OfItem(DocumentSection section, int start, int end, Regex layout, Random random)
    {
        var match = layout.Match(section.Text[start..end]);
        if (!match.Success || NoOption().IsMatch(match.Groups["name"].Value)) yield break;
        var name = match.Groups["name"].Value;
        var at = start + match.Groups["description"].Index;
        if (AnswerUnit.FirstSentence(section.Text, at, end) is { Length: > 8 } does)
        {
            var plain = section.Plain(does);
            yield return Describe(name, does, section.IsChinese, random);
            var option = match.Groups["name"];
            var place = new TextSpan(start + option.Index, start + option.Index + option.Length);
            if (Task(plain) is { } task) yield return WhichDoes(task, place, random);
        }
        if (DefaultIn(section.Text, at, end) is { } value) yield return AskDefault(name, value, section.IsChinese, random);
    }

    private static RuleQuestion Describe(string name, TextSpan does, bool isChinese, Random random) =>
        new(random.Ask(Does, isChinese, name), does, Does, name);

    private static RuleQuestion AskDefault(string name, TextSpan value, bool isChinese, Random random) =>
        new(random.Ask(Default, isChinese, name), value, Default, name);

    private static RuleQuestion WhichDoes(string task, TextSpan name, Random random) =>
        new(random.Ask(Which, false, random.Vary(task)), name, Which);

    /// <summary>Where the name stands in its heading.</summary>
    private static TextSpan? Place(DocumentSection section, string name) => section.Heading is { } heading
        && section.Text.IndexOf(name, heading.Start, heading.End - heading.Start, StringComparison.Ordinal) is var at and >= 0
            ? new TextSpan(at, at + name.Length)
            : null;

    private static string? Task(string description)
    {
        if (description.Length is < 12 or > 90 || description.Any(Cjk.IsHan)) return null;
        var phrase = description.TrimEnd('.', ' ');
        return Tasks.Of(phrase) ?? Tasks.OfThirdPerson(phrase);
    }

    private static TextSpan? DefaultIn(string text, int start, int end)
    {
        var match = Defaults().Match(text[start..end]);
        if (!match.Success) return null;
        var value = match.Groups["value"];
        return new TextSpan(start + value.Index, start + value.Index + value.Length);
    }

    // -f, --foo=BAR; snake_case; dotted.name; camelCase; UPPER_CASE; function().
    [GeneratedRegex(@"^(-\w,? ?(\||/)? ?)?(?<name>--?[a-zA-Z][\w-]+|[a-z][a-z0-9]*([_.-][a-z0-9]+)+|[a-z]+([A-Z][a-z0-9]+)+"
        + @"|[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)(\(\))?([ =,]?(,? ?-\w\b)?([<\[{(]?[A-Za-z_|.]{1,24}[>\]})]?)?|[ 　]*(从|自).{0,24}(引入)?"
        + @"|\s*[（(].{0,30}[)）])$")]
    private static partial Regex Name();

    // A file or a release, no option.
    [GeneratedRegex(@"^[^\s(]*\d\.\d|/|\.(md|rst|html?|txt|json|ya?ml|js|ts|py)$")]
    private static partial Regex NoOption();

    // - `--foo`: description; * **foo** - description; `foo`: description
    [GeneratedRegex(@"^\s*([-*+]\s+)?(\*\*)?`(?<name>[^`\s]{2,40})([ =][^`]{0,30})?`(\*\*)?(\s*\([^)]*\))?\s*(:|：|-|–"
        + @"|—)\s+(?<description>\S)|^\s*[-*+]\s+\*\*(?<name>[\w.-]*[_.-][\w.-]+)\*\*\s*(:|：|-|–|—)\s+(?<description>\S)")]
    private static partial Regex Item();

    [GeneratedRegex(@"^\s*(-\w[, ]\s*)?(?<name>--[a-zA-Z][\w-]+)([ =][<\[]?[\w<>|:.\]]{1,20})?\s{2,}(?<description>[A-Z]\S+ \S)")]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"(\*\*)?\bdefault(s?\s+(value|is|to|of)|\s+value\s+is|\s+is)?(\*\*)?(\s*[:=]\s*|\s+(is|to|of|are)?\s*"
        + @"|\s+)(set to )?[`""'“](?<value>[^`""'”\s][^`""'”\n]{0,40})[`""'”]"
        + @"|\b[Dd]efaults?( value)?( is| to|:| =)\s+(?<value>-?\d[\w.]*|true|false|none|null|yes|no|on|off|[A-Z]{2,}\w*)\b"
        + @"|默认(值|情况下)?(\*\*)?\s*(是|为|：|:)\s*[`“""]?(?<value>[^`”""\s，。；、（(]{1,40})", RegexOptions.IgnoreCase)]
    private static partial Regex Defaults();
}
