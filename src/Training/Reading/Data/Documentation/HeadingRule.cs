using System.Text.RegularExpressions;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Asks what a heading promises: a heading that tells to do something as a how-to question, answered by the command or the sentence that
/// does it; a heading that names a thing as a question for it, where the first sentence says what it is.
/// </summary>
internal sealed partial class HeadingRule : IQuestionRule
{
    private const string HowTo = "how-to", WhatIs = "what is", WhatAre = "what are", About = "about";

    /// <summary>
    /// Share of the headings that are asked about where the first sentence does not say what they name: the weakest of the questions.
    /// </summary>
    private const double AboutShare = 0.4;

    public IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random)
    {
        var title = Title(section);
        if (title.Length < (section.IsChinese ? 2 : 4) || title.Length > 70 || section.Blocks.Count == 0) return [];
        return section.IsChinese ? AskInChinese(section, title, random) : AskInEnglish(section, title, random);
    }

    private static IEnumerable<RuleQuestion> AskInEnglish(DocumentSection section, string title, Random random)
    {
        var task = Tasks.Of(HowToPrefix().Replace(title, "")) ?? InstallOf(section, title);
        if (task is not null && !task.Contains('?'))
        {
            if (WayToDoIt(section) is { } way) yield return new RuleQuestion(random.Ask(HowTo, false, random.Vary(task)), way, HowTo);
        }
        else if (!Generic().IsMatch(title) && char.IsLetter(title[0]) && title.Count(c => c == ' ') < 5
            && FirstAbout(section, title, random) is { } first)
        {
            var question = random.Ask(!first.Defines ? About : IsPlural(title) ? WhatAre : WhatIs, false, Phrasing.Inside(title));
            yield return new RuleQuestion(question, first.Answer, first.Defines ? WhatIs : About);
        }
    }

    private static IEnumerable<RuleQuestion> AskInChinese(DocumentSection section, string title, Random random)
    {
        if (GenericChinese().IsMatch(title)) yield break;
        if (Tasks.IsChinese(title))
        {
            if (WayToDoIt(section) is { } way) yield return new RuleQuestion(random.Ask(HowTo, true, random.Vary(title)), way, HowTo);
        }
        else if (FirstAbout(section, title, random) is { } first)
        {
            var kind = first.Defines ? WhatIs : About;
            yield return new RuleQuestion(random.Ask(kind, true, title), first.Answer, kind);
        }
    }

    /// <summary>
    /// The command or line of code that the text comes to first, else the first sentence that tells how, else the first if it is about the
    /// title.
    /// </summary>
    private static TextSpan? WayToDoIt(DocumentSection section)
    {
        foreach (var block in section.Blocks.Take(4).Where(block => block.Kind == BlockKind.Code))
        {
            if (CodeLines.Command(section.Text, block) is { } command) return command;
        }
        TextSpan[] sentences = [.. section.Sentences.Take(6).Where(sentence => section.Text[sentence.End - 1] is not (':' or '：'))];
        var telling = Array.Find(sentences, sentence => Telling().IsMatch(section.Plain(sentence)));
        if (telling.Length == 0 && sentences.Length > 0 && SharesAWord(section.Title, section.Plain(sentences[0]))) telling = sentences[0];
        return telling.Length > 0 ? AnswerUnit.Of(section.Text, telling) : null;
    }

    /// <summary>The first sentence, where it has a word of the title; it defines what the title names if that is its subject.</summary>
    private static (TextSpan Answer, bool Defines)? FirstAbout(DocumentSection section, string title, Random random)
    {
        if (section.Blocks[0].Kind != BlockKind.Paragraph) return null;
        var first = section.Sentences.FirstOrDefault();
        if (first.Length == 0 || section.Text[first.End - 1] is ':' or '：') return null;
        var plain = section.Plain(first);
        if (!SharesAWord(title, plain) || AnswerUnit.Of(section.Text, first) is not { } answer) return null;
        var defines = Definition().Match(plain) is { Success: true } definition && SharesAWord(title, definition.Groups["subject"].Value);
        return defines || random.NextDouble() < AboutShare ? (answer, defines) : null;
    }

    /// <summary>"Installation" under a title is about what the title names.</summary>
    private static string? InstallOf(DocumentSection section, string title)
    {
        if (section.Parent is not { Title: { Length: > 2 and < 40 } above }) return null;
        return Tasks.Of(above) is not null || Generic().IsMatch(above) ? null : title switch
        {
            "Installation" or "Install" or "Installing" => $"install {above}",
            "Usage" or "Basic usage" or "Basic Usage" or "How to use" => $"use {above}",
            "Configuration" => $"configure {above}",
            "Uninstall" or "Uninstallation" => $"uninstall {above}",
            "Upgrading" or "Upgrade" => $"upgrade {above}",
            "Troubleshooting" => $"troubleshoot {above}",
            _ => null,
        };
    }

    private static bool SharesAWord(string title, string sentence) => ContentWord().Matches(title)
        .Any(word => sentence.Contains(word.Value.TrimEnd('s'), StringComparison.OrdinalIgnoreCase));

    private static bool IsPlural(string title) => title is [.., not ('s' or 'u' or 'i'), 's'];

    private static string Title(DocumentSection section) => Numbering().Replace(section.Title, "").TrimEnd(':', '：', '.').Trim();

    [GeneratedRegex(@"^(how to|how do i|to)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex HowToPrefix();

    [GeneratedRegex(@"^((step|第)?\s*[\d.]+\s*[.)、:：步]*\s*|[一二三四五六七八九十]+、)", RegexOptions.IgnoreCase)]
    private static partial Regex Numbering();

    [GeneratedRegex(@"^(overview|introduction|examples?|notes?|usage|synopsis|description|parameters?|arguments?|options?"
        + @"|prerequisites|requirements|summary|background|next|see also|"
        + @"references?|return.*|what'?s.*|limitations?|conclusion|details|contents?|getting started|installation|install"
        + @"|changelog|.*\d+\.\d+.*|steps?|v\d.*|before you begin|further.*|related.*|"
        + @"fixed.*|new.*|changes?|bug ?fixes|features?|improvements?|resources?|faq|history|license|contributing|warnings?"
        + @"|tips?|syntax|output|input|.*[?:!].*|about.*|why.*|when.*|where.*|how.*|behaviou?r|code)$", RegexOptions.IgnoreCase)]
    private static partial Regex Generic();

    [GeneratedRegex(@"^(概述|简介|介绍|示例|例子|注意.*|用法|语法.*|参数.*|选项|前提.*|准备.*|要求|总结|背景|参考.*|返回.*|限制.*|使用限制|相关.*|更多.*|另请参阅|探索|下一步|常见问题"
        + @"|步骤.*|第.*步.*|.*\d+\.\d+.*|新.*|修复.*|改进.*|说明|摘要|陷阱|深入.*|挑战.*|你将会学习到|尝试.*|.*[？?！].*|为什么.*|如何.*|.*图|兼容性.*|MySQL 兼容性|错误修复|提升"
        + @"|功能)$")]
    private static partial Regex GenericChinese();

    [GeneratedRegex(@"^(to|use|run|set|add|call|create|open|click|go to|type|enter|install|make|put|pass|specify|edit|start"
        + @"|select|choose)\b|\byou (can|need|must|have to|should)\b|\bby (using|setting|adding|calling|passing|running|specifying)\b"
        + @"|^(使用|通过|执行|运行|可以|要|如需|若要|在|将)|可以(使用|通过|用)|请", RegexOptions.IgnoreCase)]
    private static partial Regex Telling();

    [GeneratedRegex(@"^(?<subject>.{2,60}?)(\b(is|are|means?|refers? to|represents?|defines?|provides?|allows?|lets?|enables?"
        + @"|contains?|controls?|specifies|specify|determines?|returns?|stores?|implements?)\b|是|指|用于|用来|表示|允许|提供|定义|包含|控制)")]
    private static partial Regex Definition();

    [GeneratedRegex(@"[A-Za-z][\w-]{2,}|[\u4e00-\u9fff]{2}")]
    private static partial Regex ContentWord();
}
