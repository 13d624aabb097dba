using System.Text.RegularExpressions;
using Rag.Files;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Questions that a document itself asks - as a heading, or after "Q:" - answered by what follows, never by the question.
/// </summary>
internal sealed partial class QuestionHeadingRule : IQuestionRule
{
    private const string Kind = "faq";

    public IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random)
    {
        var title = Number().Replace(section.Title, "");
        if (IsQuestion(title) && section.Blocks.Count > 0 && Answer(section, section.Blocks[0]) is { } answer)
            yield return new RuleQuestion(random.Vary(title), answer, Kind);

        for (var i = 0; i < section.Blocks.Count; i++)
        {
            var block = section.Blocks[i];
            if (block.Kind is not (BlockKind.Paragraph or BlockKind.ListItem)) continue;
            var match = AskedAndAnswered().Match(section.Text[block.Start..block.End]);
            if (match.Success)
            {
                var at = match.Groups["answer"].Index + block.Start;
                if (AnswerUnit.FirstSentence(section.Text, at, block.End) is { } inline)
                    yield return Asked(match, inline, random);
            }
            else if (Asked().Match(section.Text[block.Start..block.End]) is { Success: true } asked && i + 1 < section.Blocks.Count
                && Answer(section, section.Blocks[i + 1]) is { } next)
            {
                yield return Asked(asked, next, random);
            }
        }
    }

    private static RuleQuestion Asked(Match match, TextSpan answer, Random random)
    {
        var question = match.Groups["question"];
        return new RuleQuestion(random.Vary(InlineMarkup.Strip(question.Value)), answer, Kind);
    }

    private static bool IsQuestion(string title) => title.Length > (title.Any(Cjk.IsHan) ? 4 : 8) && title.Length < 140 && (title[^1] is '?' or '？' || HowTo().IsMatch(title));

    private static TextSpan? Answer(DocumentSection section, Block block)
    {
        if (block.Kind == BlockKind.Code) return CodeLines.Command(section.Text, block);
        if (block.Kind is BlockKind.TableRow or BlockKind.TableHeader) return null;
        var start = block.Start + AnswerMark().Match(section.Text[block.Start..block.End]).Length;
        var sentences = Sentences.Find(section.Text, start, block.End);
        var first = sentences.FirstOrDefault(sentence => !Filler().IsMatch(section.Text[sentence.Start..sentence.End]));
        if (first.Length == 0) first = sentences.Count > 0 ? sentences[0] : default;
        if (first.Length == 0) return null;
        if (section.Text[first.End - 1] is not (':' or '：')) return AnswerUnit.Of(section.Text, first);
        var next = section.Blocks.SkipWhile(other => other != block).Skip(1).FirstOrDefault();
        return next?.Kind switch
        {
            BlockKind.Code => CodeLines.Command(section.Text, next),
            BlockKind.ListItem => AnswerUnit.FirstSentence(section.Text, next.Start, next.End),
            _ => null,
        };
    }

    [GeneratedRegex(@"^([\d.]+\s*[.)、]?\s+|Q\d*\s*[:：.]\s*|问\s*[:：])", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(如何|怎么|怎样|为什么|什么是|how (do|can|to|does)\b|why\b|what (is|are|does|do|happens)\b|when (should|do|does)\b"
        + @"|where (is|are|do|does|can)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex HowTo();

    [GeneratedRegex(@"^\W*(Q\d*|Question|问题?)\s*[:：.]\W*(?<question>[^\n?？]{6,160}[?？])\W*\s+\W*(A\d*|Answer"
        + @"|答案?)\s*[:：.]\W*(?<answer>\S)", RegexOptions.IgnoreCase)]
    private static partial Regex AskedAndAnswered();

    [GeneratedRegex(@"^\W*((Q\d*|Question|问题?)\s*[:：.]\W*(?<question>[^\n]{6,160}?[?？])"
        + @"|\*\*(?<question>[^\n*]{6,160}?[?？])\*\*)\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Asked();

    [GeneratedRegex(@"^\W*(A\d*|Answer|答案?)\s*[:：.]\W*", RegexOptions.IgnoreCase)]
    private static partial Regex AnswerMark();

    // It agrees and says nothing yet.
    [GeneratedRegex(@"^\W*(yes|no|it depends|good question|maybe|sure|short answer|是的|可以|不是|不能)\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Filler();
}
