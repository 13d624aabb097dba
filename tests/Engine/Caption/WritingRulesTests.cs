using Rag.Engine.Caption;

namespace Rag.Tests.Engine.Caption;

public sealed class WritingRulesTests
{
    private static readonly Lexicon _lexicon = new(new CaptionVocabulary(["a", "dog", "red", "shirt", "and", "人", "的"]));

    [Theory]
    [InlineData("a dog", "dog", false)] // at once again
    [InlineData("a dog and a red", "dog", false)] // a content word twice
    [InlineData("a dog and", "a", true)] // a function word twice
    [InlineData("a dog and a", "dog", false)]
    [InlineData("and a red shirt and", "a", false)] // a pair twice
    [InlineData("人", "人", true)]
    [InlineData("人 的", "人", true)]
    [InlineData("人 的 人", "的", false)]
    public void Words_repeat_only_where_language_does(string before, string next, bool allowed) =>
        Assert.Equal(allowed, new WritingRules(_lexicon, 3).Allows([.. before.Split(' ').Select(_lexicon.Id)], _lexicon.Id(next)));

    [Fact]
    public void A_caption_has_some_words_and_no_marks_in_it()
    {
        var rules = new WritingRules(_lexicon, 2);
        int[] one = [_lexicon.Id("dog")], two = [_lexicon.Id("a"), _lexicon.Id("dog")];

        Assert.False(rules.Allows(one, CaptionVocabulary.End));
        Assert.True(rules.Allows(two, CaptionVocabulary.End));
        Assert.False(rules.Allows(two, CaptionVocabulary.Unknown));
        Assert.False(rules.Allows([], CaptionVocabulary.Begin(CaptionLanguage.Zh)));
    }
}
