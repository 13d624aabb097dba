using System.Text.RegularExpressions;
using Rag.Files;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Sentences that say what for and then how: "To list files, run the following command:" is answered by the command after the colon,
/// "To stop it, press Ctrl-C." by itself.
/// </summary>
internal sealed partial class CommandRule : IQuestionRule
{
    private const string Command = "command", Purpose = "purpose";

    public IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random)
    {
        for (var i = 0; i < section.Blocks.Count; i++)
        {
            var block = section.Blocks[i];
            if (block.Kind is not (BlockKind.Paragraph or BlockKind.ListItem)) continue;
            var sentences = Sentences.Find(section.Text, block.Start, block.End);
            foreach (var sentence in sentences)
            {
                if (TaskIn(section.Plain(sentence)) is not { } task) continue;
                var announces = section.Text[sentence.End - 1] is ':' or '：';
                var next = announces && sentence == sentences[^1] ? section.Blocks.ElementAtOrDefault(i + 1) : null;
                var code = next?.Kind == BlockKind.Code ? next : null;
                var answer = code is not null ? CodeLines.Command(section.Text, code)
                    : announces ? null
                    : AnswerUnit.Of(section.Text, sentence);
                if (answer is not { } found) continue;
                var question = random.Ask(Command, task.Any(Cjk.IsHan), random.Vary(task));
                yield return new RuleQuestion(question, found, code is null ? Purpose : Command);
            }
        }
    }

    private static string? TaskIn(string sentence)
    {
        foreach (var way in new[] { Chinese(), ToBegin(), Following(), YouCan() })
        {
            if (way.Match(sentence) is not { Success: true } match) continue;
            var said = match.Groups["task"].Value;
            var task = Tasks.IsChinese(said) ? said : Tasks.Of(said);
            if (task is { Length: < 70 } && !Clause().IsMatch(task)) return task;
        }
        return null;
    }

    // Another sentence has begun, or it points to words that the question does not have.
    [GeneratedRegex(@"\b(you|we|are|is|must|should|will|would|following|this|that|these|it|above|below)\b|\bmore (information"
        + @"|details|about)\b|\b(about|or|and|to|for|with|of|the|a|an|in|on|from)$|此|该|这|更多|信息|情况", RegexOptions.IgnoreCase)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^(If you want to|In order to|To|If you'd like to|If you need to) (?<task>[a-z]+ [^,:;]{4,60}), (?!see "
        + @"|refer|check out|it is|there)", RegexOptions.IgnoreCase)]
    private static partial Regex ToBegin();

    [GeneratedRegex(@"\b(command|code|example|option|flag|query|syntax|the following)\b.{0,24}? (to"
        + @"|for) (?<task>[a-z]+ [^,:;.]{4,60})[:.]?$", RegexOptions.IgnoreCase)]
    private static partial Regex Following();

    [GeneratedRegex(@"^(You can|You may|It is possible to) (?<task>[a-z]+ [^,:;.]{4,50}?) (by|using|via|through) ",
        RegexOptions.IgnoreCase)]
    private static partial Regex YouCan();

    [GeneratedRegex(@"^(如需|若要|如果(你|您)?(想|需要|希望)要?|要想|要|为了|想要)(?<task>[^，。：；]{3,24})，.{0,24}(执行|运行|使用|用|通过|设置|在|添加|调用|可以|请|修改)")]
    private static partial Regex Chinese();
}
