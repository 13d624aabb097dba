using System.Text;
using Rag.Files.Documents;
using Rag.Training.Reading.Data.Documentation;

namespace Rag.Training.Tests.Reading.Data.Documentation;

public sealed class RuleTests
{
    [Theory]
    [InlineData("## Installing the lamp\n\nIt is easy.\n\n```sh\n# first\n$ lamp setup\n```", "install|set up|get", "lamp setup")]
    [InlineData("## Change the colour\n\nLamps have colours. Use the `colour` key.", "change", "Use the `colour` key")]
    [InlineData("# Lamp\n\n## Installation\n\nRun `get lamp`.", "install|set up|get", "Run `get lamp`")]
    [InlineData("## 配置灯塔\n\n请修改 `lamp.conf` 文件。", "灯塔", "请修改 `lamp.conf` 文件")]
    public void A_heading_that_tells_to_do_something_is_answered_by_the_command_or_the_sentence_that_does_it(
        string markdown, string words, string answer)
    {
        var (question, found) = Assert.Single(Ask(new HeadingRule(), markdown));
        Assert.Contains(words.Split('|'), word => question.Contains(word, StringComparison.Ordinal));
        Assert.Equal(answer, found);
    }

    [Theory]
    [InlineData("## Lamp oil\n\nLamp oil is what the lamp burns. It smells.", "lamp oil", "Lamp oil is what the lamp burns")]
    [InlineData("## 灯油\n\n灯油是灯塔的燃料。有气味。", "灯油", "灯油是灯塔的燃料")]
    public void A_heading_that_names_a_thing_is_answered_where_the_text_says_what_it_is(string markdown, string name, string answer)
    {
        var (question, found) = Assert.Single(Ask(new HeadingRule(), markdown));
        Assert.Contains(name, question, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(answer, found);
    }

    [Theory]
    [InlineData("## Overview\n\nThis overview is short.")]
    [InlineData("## Installing the lamp\n\nSee the other page.")]
    [InlineData("## Lamp oil\n\n- one\n- two")]
    public void A_heading_that_promises_nothing_is_not_asked_about(string markdown) => Assert.Empty(Ask(new HeadingRule(), markdown));

    [Theory]
    [InlineData("## Why does it blink?\n\nThe oil is low. Fill it.", "Why does it blink?", "The oil is low")]
    [InlineData("## Can I turn it off?\n\nYes. Pull the lever.", "Can I turn it off?", "Yes. Pull the lever|Pull the lever")]
    [InlineData("Q: Who lit the lamp first?\nA: The keeper did.", "Who lit the lamp first?", "The keeper did")]
    [InlineData("**How bright is the lamp?**\n\nAs bright as the moon.", "How bright is the lamp?", "As bright as the moon")]
    [InlineData("## 灯为什么会闪？\n\n油不够了。", "灯为什么会闪？", "油不够了")]
    public void A_question_that_the_page_asks_is_answered_by_what_follows_it(string markdown, string question, string answers)
    {
        var (asked, found) = Assert.Single(Ask(new QuestionHeadingRule(), markdown));
        Assert.Equal(question, asked);
        Assert.Contains(found, answers.Split('|'));
    }

    [Theory]
    [InlineData("### --oil-level\n\nThe level of the oil. Default: `16`", "--oil-level", "The level of the oil", "16")]
    [InlineData("- `--wick`: sets the width of the wick (default `3mm`)", "--wick", "sets the width of the wick (default `3mm`)", "3mm")]
    [InlineData("### oil_level\n\n用来设置油量。默认值：`5`", "oil_level", "用来设置油量", "5")]
    public void An_option_is_asked_what_it_does_and_what_its_default_is(string markdown, string name, string does, string standard)
    {
        var asked = Ask(new OptionRule(), markdown).Where(pair => pair.Question.Contains(name, StringComparison.Ordinal)).ToArray();
        Assert.Equal([does, standard], asked.Select(pair => pair.Answer));
    }

    [Fact]
    public void What_an_option_does_asks_for_its_name()
    {
        var asked = Ask(new OptionRule(), "```\n  -q, --quiet     Suppress all of the messages\n  -w, --wick N    Set the width of the wick\n```");
        Assert.Contains(asked, pair => pair.Answer == "--wick" && pair.Question.Contains("width of the wick", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cell_is_asked_for_by_its_row_and_column_and_never_the_header()
    {
        var asked = Ask(new TableRule(), "| Lamp | Height |\n|---|---|\n| Barton | 40 m |\n| Dover | 52 m |");
        Assert.Equal(["40 m", "52 m"], asked.Select(pair => pair.Answer));
        Assert.All(asked.Zip(["Barton", "Dover"]), row =>
        {
            Assert.Contains(row.Second, row.First.Question, StringComparison.Ordinal);
            Assert.Contains("height", row.First.Question, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Rows_of_the_same_name_cannot_be_asked_for() =>
        Assert.Empty(Ask(new TableRule(), "| Lamp | Height |\n|---|---|\n| Barton | 40 m |\n| Barton | 52 m |"));

    [Theory]
    [InlineData("- **Wick**: The thread that burns. It is short.", "Wick", "The thread that burns")]
    [InlineData("A wick is a thread that burns.", "wick", "A wick is a thread that burns")]
    [InlineData("The lamp does not support gas.", "What|things", "The lamp does not support gas")]
    [InlineData("这种灯不支持天然气，只用油。\n\n灯塔不支持天然气。", "灯塔", "灯塔不支持天然气")]
    public void A_term_is_answered_by_what_it_means_and_a_lack_by_the_sentence_that_tells_it(string markdown, string words, string answer)
    {
        var (question, found) = Assert.Single(Ask(new DefinitionRule(), markdown));
        Assert.Contains(words.Split('|'), word => question.Contains(word, StringComparison.Ordinal));
        Assert.Equal(answer, found);
    }

    [Fact]
    public void A_key_is_asked_for_its_value_where_it_stands_once()
    {
        var asked = Ask(new SettingRule(), "```yaml\noil_level: 5\nname: a\nname: b\n```");
        var (question, answer) = Assert.Single(asked);
        Assert.Contains("oil_level", question, StringComparison.Ordinal);
        Assert.Equal("5", answer);
    }

    [Fact]
    public void A_version_is_asked_for_what_it_brought_and_a_thing_for_its_version()
    {
        var notes = Ask(new VersionRule(), "## 3.1.10\n\n- Fixed the blinking of the lamp (#12)");
        Assert.Contains(notes, pair => pair.Answer == "Fixed the blinking of the lamp (#12)" && pair.Question.Contains("3.1.10", StringComparison.Ordinal));
        var (question, answer) = Assert.Single(Ask(new VersionRule(), "## Dimming\n\nThe lamp dims (added in version 2.4)."));
        Assert.Contains("Dimming", question, StringComparison.Ordinal);
        Assert.Equal("2.4", answer);
    }

    [Theory]
    [InlineData("To open the lamp, run the following command:\n\n```\nlamp open\n```", "open the lamp", "lamp open")]
    [InlineData("To clean the lamp, use the red rag.", "clean the lamp", "To clean the lamp, use the red rag")]
    [InlineData("如需关闭灯塔，执行以下命令：\n\n```sh\nlamp off\n```", "灯塔", "lamp off")]
    public void A_sentence_that_says_what_for_is_answered_by_what_its_colon_announces_or_by_itself(string markdown, string task, string answer)
    {
        var (question, found) = Assert.Single(Ask(new CommandRule(), markdown));
        Assert.Contains(task, question, StringComparison.Ordinal);
        Assert.Equal(answer, found);
    }

    private static (string Question, string Answer)[] Ask(IQuestionRule rule, string markdown)
    {
        var document = new DocumentReader().Read("page.md", Encoding.UTF8.GetBytes(markdown));
        var random = new Random(1);
        return
        [
            .. DocumentSection.Of(document).SelectMany(section => rule.Ask(section, random))
                .Select(question => (question.Text, document.Text[question.Answer.Start..question.Answer.End])),
        ];
    }
}
