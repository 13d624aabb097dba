using System.Text.RegularExpressions;
using Rag.Files.Documents;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Terms and what they mean: items that begin with a term, and sentences that say what something is or is not able to do.
/// </summary>
internal sealed partial class DefinitionRule : IQuestionRule
{
    private const string Kind = "definition", Negated = "negation";

    public IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random)
    {
        foreach (var block in section.Blocks.Where(block => block.Kind is BlockKind.Paragraph or BlockKind.ListItem))
        {
            if (Term().Match(section.Text[block.Start..block.End]) is not { Success: true } item) continue;
            var term = InlineMarkup.Strip(item.Groups["term"].Value);
            var means = AnswerUnit.FirstSentence(section.Text, block.Start + item.Groups["means"].Index, block.End);
            if (!NoTerm().IsMatch(term) && means is { Length: > 12 } meaning && !Step().IsMatch(section.Plain(meaning)))
                yield return new RuleQuestion(random.Ask(Kind, section.IsChinese, term), meaning, Kind);
        }
        foreach (var sentence in section.Sentences)
        {
            var plain = section.Plain(sentence);
            var isA = IsA().Match(plain);
            var lacks = Lacks().Match(plain);
            if ((!isA.Success && !lacks.Success) || AnswerUnit.Of(section.Text, sentence) is not { } whole) continue;
            if (isA.Success && isA.Groups["term"].Value is var term && !NoTerm().IsMatch(term))
                yield return new RuleQuestion(random.Ask(Kind, section.IsChinese, Phrasing.Inside(term)), whole, Kind);
            if (lacks.Success && !NoTerm().IsMatch(lacks.Groups["subject"].Value))
                yield return new RuleQuestion(Phrase(lacks, random), whole, Negated);
        }
    }

    private static string Phrase(Match lacks, Random random)
    {
        var subject = Phrasing.Inside(lacks.Groups["subject"].Value);
        if (lacks.Groups["zh"].Success) return random.Ask(Negated, true, subject);
        var does = lacks.Groups["aux"].Value.StartsWith("do ", StringComparison.Ordinal) ? "do" : "does";
        return random.Ask(lacks.Groups["can"].Success ? "negation cannot" : Negated, false, subject, lacks.Groups["verb"].Value, does);
    }

    // Words that stand for something else, and labels.
    [GeneratedRegex(@"^(an? |the |all )?(this|that|these|its|their|your|our|my|those|it|they|he|she|we|you|i|there|here|what"
        + @"|which|who|one|both|each|if|when|as|by|in|on|at|for|to|and|but|or|so|since|because|however|also|note|notes|nb|warning|tip"
        + @"|important|"
        + @"caution|example|examples|default|info|hint|danger|result|problem|solution|question|answer|another|other|some|most"
        + @"|all|any|next|first|second|third|last|same|reason|way|idea|goal|fix|fixed|add|added|hello|following|above|below|only"
        + @"|such|today|then|now|"
        + @"这|那|它|该|此|其|以上|以下|注意|警告|提示|示例|例如|如果|当|每|有|所有|目前|但|而|因为|由于|默认|另|同时)(\b|(?=[\u4e00-\u9fff]))|^(这|那|它|该|此|其|注意|警告|提示"
        + @"|示例|如果|当|目前|你|我|我们|您|以下|下面|下列|上述|但|而|也|还|所以|因此|只|不)|[的将它]|存在|遇到|ly$", RegexOptions.IgnoreCase)]
    private static partial Regex NoTerm();

    // - **Term**: meaning; **Term** - meaning; Term：meaning after a list marker
    [GeneratedRegex(@"^\s*([-*+]\s+)?\*\*(?<term>[^*\n:：]{2,40})[:：]?\*\*\s*(:|：|-|–|—|\s)\s*(?<means>[A-Z\u4e00-\u9fff]\S)"
        + @"|^\s*[-*+]\s+(?<term>[A-Z\u4e00-\u9fff][^\s:：`*]{1,16}( [^\s:：`*]{1,16})?)\s*[:：]\s*(?<means>[A-Z\u4e00-\u9fff]\S)")]
    private static partial Regex Term();

    // What is to be done in a step, not what something means.
    [GeneratedRegex(@"^(enter|select|choose|click|ensure|make sure|download|upload|after|go to|set|specify|use|add|type|if|when"
        + @"|please|请|输入|选择|点击|填写)\b?", RegexOptions.IgnoreCase)]
    private static partial Regex Step();

    [GeneratedRegex(@"^(An? |The )?(?<term>[A-Z]?[\w-]+( [\w-]+){0,2}) (is|are) (an?|the) [a-z]"
        + @"|^(?<term>[A-Za-z\u4e00-\u9fff ]{2,14}?) ?(是一[个种款项]|是指|指的是)")]
    private static partial Regex IsA();

    [GeneratedRegex(@"^(?<subject>(The |An? )?[A-Za-z][\w-]+( [\w-]+){0,3}) (?<aux>does not|doesn't|do not|don't|(?<can>cannot"
        + @"|can't|can not)) (currently |yet |directly )?(?<verb>support|contain|include|work with|accept|return|allow|use|handle"
        + @"|provide|store|affect|require|guarantee|change|depend on) \w"
        + @"|^(?<subject>[A-Za-z\u4e00-\u9fff ]{2,16}?)(目前|暂时|暂|并)?(?<zh>不支持)[^，。]{2,}")]
    private static partial Regex Lacks();
}
