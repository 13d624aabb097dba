using System.Text.RegularExpressions;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>Versions: in which one a thing came, where its section says so; what one brought, by the items of its release notes.</summary>
internal sealed partial class VersionRule : IQuestionRule
{
    private const string Since = "version", Brought = "release notes";

    public IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random)
    {
        var title = Markup().Replace(section.Title, "").Trim();
        if (title.Length is > 2 and < 50 && VersionOf(section) is null && !Step().IsMatch(title) && SinceIn(section) is { } since)
            yield return new RuleQuestion(random.Ask(Since, section.IsChinese, title), since, Since, title);

        if (VersionOf(section) is not { } version) yield break;
        foreach (var item in section.Blocks.Where(block => block.Kind == BlockKind.ListItem).Take(12))
        {
            if (AnswerUnit.FirstSentence(section.Text, item.Start, item.End) is not { Length: > 16 } note) continue;
            var plain = section.Plain(note);
            if (Change().Match(plain) is not { Success: true } change) continue;
            var verb = change.Groups["fix"].Success ? "fix" : change.Groups["remove"].Success ? "remove" : "add";
            var rest = KeyWords(plain[change.Length..]);
            yield return new RuleQuestion(random.Ask(Brought, section.IsChinese, version, rest, verb), note, Brought, version);
            if (random.Next(3) != 0 || PlaceOf(version, section) is not { } place) continue;
            var done = verb == "remove" ? "removed" : $"{verb}ed";
            yield return new RuleQuestion(random.Ask("changed in", section.IsChinese, rest, done), place, Since);
        }
    }

    /// <summary>Where a release's heading has its version.</summary>
    private static TextSpan? PlaceOf(string version, DocumentSection section) => section.Heading is { } heading
        && section.Text.IndexOf(version, heading.Start, heading.End - heading.Start, StringComparison.Ordinal) is var at and >= 0
            ? new TextSpan(at, at + version.Length)
            : null;

    private static TextSpan? SinceIn(DocumentSection section)
    {
        foreach (var block in section.Blocks.Where(block => block.Kind is BlockKind.Paragraph or BlockKind.ListItem).Take(2))
        {
            if (Added().Match(section.Text[block.Start..block.End]) is not { Success: true } match) continue;
            var version = match.Groups["version"];
            return new TextSpan(block.Start + version.Index, block.Start + version.Index + version.Length);
        }
        return null;
    }

    /// <summary>The version that the section, or one that it stands under, is about.</summary>
    private static string? VersionOf(DocumentSection section)
    {
        for (var above = section; above is not null; above = above.Parent)
        {
            if (Release().Match(above.Title) is { Success: true } match) return match.Groups["version"].Value;
        }
        return null;
    }

    /// <summary>The first words that say what a note is about.</summary>
    private static string KeyWords(string note)
    {
        var words = Reference().Replace(note, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Take(5)).TrimEnd('.', ',', ':', ';');
    }

    [GeneratedRegex(@"^.{0,48}(?<![\d.])(?<version>\d+\.\d+(\.\d+)?([-.]?(rc|beta|alpha)\.?\d*)?)(?![\d.]).{0,20}$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Release();

    [GeneratedRegex(@"\b(added in|introduced in|new in|available (since|from|in)|since|as of|starting (from|with|in))( version"
        + @"| v| release)*\s*v?(?<version>\d+\.\d+(\.\d+)?)|(从|自)\s*v?(?<version>\d+\.\d+(\.\d+)?)\s*(版本)?(开始|起|引入)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Added();

    [GeneratedRegex(@"^.{0,30}?\b((?<fix>fix(e[sd])?)|(?<remove>removed?|drop(ped)?)|(?<add>add(s|ed)?|new|support(s|ed)?"
        + @"|introduced?))\b:?\s*|^((?<fix>修复)|(?<add>支持|新增|增加|引入)|(?<remove>移除|删除|废弃))(了)?\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Change();

    // Who did it, and the number of the issue.
    [GeneratedRegex(@"\([^)]*\)?|#\d+\W*|\bissue ?#?\d+\W*", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();

    [GeneratedRegex(@"[?？]$|^(第.*步|step|note|overview|introduction|example|see|usage|概述|说明|注意|示例)", RegexOptions.IgnoreCase)]
    private static partial Regex Step();

    [GeneratedRegex(@"\s*(从|自).{0,16}(引入|支持)|[（(].*[)）]")]
    private static partial Regex Markup();
}
