using Rag.Engine.Ask;
using Rag.Files.Passages;

namespace Rag.Engine.Tests.Ask;

public sealed class AnswerUnitTests
{
    private const string Text = "Q: How is it stopped?\nA: By the red lever.\nTo start it, run:\nmake start\nmake check\nIt hums.";

    private static readonly ItemSentence[] _sentences =
    [
        Sentence("Q: How is it stopped?", SentenceKind.Prose), Sentence("A: By the red lever.", SentenceKind.Prose),
        Sentence("To start it, run:", SentenceKind.Prose), Sentence("make start", SentenceKind.Code), Sentence("make check", SentenceKind.Code),
        Sentence("It hums.", SentenceKind.Prose),
    ];

    [Theory]
    [InlineData("stopped", "A: By the red lever.")]
    [InlineData("red lever", "A: By the red lever.")]
    [InlineData("run", "To start it, run:\nmake start\nmake check")]
    [InlineData("make start", "To start it, run:\nmake start\nmake check")]
    [InlineData("hums", "It hums.")]
    [InlineData("stopped?\nA: By", "A: By the red lever.")] // over the border
    public void A_sentence_is_shown_with_what_belongs_to_it_and_never_a_question(string span, string shown)
    {
        var start = Text.IndexOf(span, StringComparison.Ordinal);
        var unit = AnswerUnit.Around(_sentences, new TextSpan(start, start + span.Length));
        Assert.Equal(shown, Text[unit.Start..unit.End]);
    }

    private static ItemSentence Sentence(string text, SentenceKind kind)
    {
        var start = Text.IndexOf(text, StringComparison.Ordinal);
        return new ItemSentence(new TextSpan(start, start + text.Length), kind, null, text);
    }
}
