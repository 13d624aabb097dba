using Rag.Engine.Caption;

namespace Rag.Tests.Engine.Caption;

public sealed class CaptionWordsTests
{
    [Theory]
    [InlineData("A boy's red T-shirt , torn .", "a boys red tshirt torn")]
    [InlineData("两只狗在路上打架。", "两 只 狗 在 路 上 打 架")]
    [InlineData("穿T恤的2个人", "穿 t 恤 的 2 个 人")]
    [InlineData(" . ", "")]
    public void A_caption_is_words_in_lower_case_or_characters(string caption, string words) => Assert.Equal(words, string.Join(' ', CaptionWords.Of(caption)));

    [Theory]
    [InlineData("a dog runs")]
    [InlineData("两只狗在打架")]
    [InlineData("穿t恤的人")]
    public void Words_are_joined_as_they_are_written(string caption) => Assert.Equal(caption, CaptionWords.Join(CaptionWords.Of(caption)));

    [Fact]
    public void A_vocabulary_holds_what_is_common_and_its_file_is_read_back()
    {
        var vocabulary = CaptionVocabulary.Of(["a dog", "a cat", "a dog 狗"], least: 2);

        Assert.Equal("a", vocabulary.Word(vocabulary.Id("a")));
        Assert.Equal(CaptionVocabulary.Unknown, vocabulary.Id("cat"));
        Assert.NotEqual(CaptionVocabulary.Begin(CaptionLanguage.En), CaptionVocabulary.Begin(CaptionLanguage.Zh));
        Assert.True(CaptionVocabulary.IsWord(vocabulary.Id("dog")));
        Assert.False(CaptionVocabulary.IsWord(CaptionVocabulary.End));
        Assert.Throws<ArgumentException>(() => new CaptionVocabulary(["dog", "dog"]));
        Assert.Throws<ArgumentException>(() => new CaptionVocabulary(["Two words"]));
    }

    [Fact]
    public void A_lexicon_gives_new_words_numbers_of_their_own_which_a_decoder_is_not_told()
    {
        var vocabulary = new CaptionVocabulary(["a", "dog"]);
        var lexicon = new Lexicon(vocabulary);
        var frog = lexicon.Id("frog");

        Assert.Equal((vocabulary.Count, frog), (frog, lexicon.Id("frog")));
        Assert.Equal("frog", lexicon.Word(frog));
        Assert.Equal((CaptionVocabulary.Unknown, lexicon.Id("dog")), (lexicon.Told(frog), lexicon.Told(lexicon.Id("dog"))));
        Assert.Equal(vocabulary.Count + 1, lexicon.Count);
    }
}
