using System.Text.RegularExpressions;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>Keys and values of configuration files: what a key is set to.</summary>
internal sealed partial class SettingRule : IQuestionRule
{
    private const string Kind = "setting";

    public IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random)
    {
        foreach (var block in section.Blocks.Where(block => block.Kind == BlockKind.Code))
        {
            if (!Configuration().IsMatch(section.Text[block.Start..Math.Min(block.End, block.Start + 12)])) continue;
            var lines = CodeLines.Of(section.Text, block)
                .Select(line => (Line: line, Match: Assignment().Match(section.Text[line.Start..line.End])))
                .Where(line => line.Match.Success).ToArray();
            var keys = lines.CountBy(line => line.Match.Groups["key"].Value).ToDictionary();
            foreach (var (line, match) in lines.Where(line => keys[line.Match.Groups["key"].Value] == 1).Take(4))
            {
                var (key, value) = (match.Groups["key"].Value, match.Groups["value"]);
                var span = new TextSpan(line.Start + value.Index, line.Start + value.Index + value.Length);
                if (AnswerUnit.Of(section.Text, span) is { } cut)
                    yield return new RuleQuestion(random.Ask(Kind, section.IsChinese, key), cut, Kind, key);
            }
        }
    }

    [GeneratedRegex(@"^\s*(```|~~~)\s*\{?\.?(ya?ml|toml|ini|conf|cfg|properties|json|env)\b")]
    private static partial Regex Configuration();

    [GeneratedRegex(@"^\s*(- )?""?(?<key>[A-Za-z][\w.-]{2,40})""?\s*[:=]\s*""?(?<value>[^""\s{}\[\]|>&#,][^""\n#,]{0,40}?)""?,?\s*(#.*)?$")]
    private static partial Regex Assignment();
}
