using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Tests.Encoders.Text.Tokenizers;

/// <summary>Characters of which the reference's tables and .NET's think differently. Expected: what the tokenizers library 0.23.2 gives.</summary>
public sealed class RareCharacterTests
{
    private static readonly Tokenizer _bert = Tokenizer.Parse(SmallTokenizers.All[0], "bert");

    [Theory]
    [InlineData(0x61D)]   // punctuation since Unicode 14
    [InlineData(0x7FD)]   // a mark since Unicode 11
    [InlineData(0x8E2)]   // a format character since Unicode 9
    [InlineData(0x1E95F)] // punctuation since Unicode 9
    public void BERT_takes_what_came_after_Unicode_8_for_a_part_of_the_word(int code) =>
        Assert.Equal(["[UNK]"], Tokens(_bert, $"a{char.ConvertFromUtf32(code)}a"));

    [Theory]
    [InlineData(0x166D)]  // punctuation then
    [InlineData(0x111C9)]
    [InlineData(0x61E)]
    public void BERT_splits_at_the_punctuation_of_Unicode_8(int code) =>
        Assert.Equal(["a", "[UNK]", "a"], Tokens(_bert, $"a{char.ConvertFromUtf32(code)}a"));

    [Theory]
    [InlineData(0x1734)]  // marks then
    [InlineData(0x1171E)]
    [InlineData(0x301)]
    public void BERT_strips_the_marks_of_Unicode_8(int code) =>
        Assert.Equal(["a", "##a"], Tokens(_bert, $"a{char.ConvertFromUtf32(code)}a"));

    [Theory]
    [InlineData(0xA7D2, 0xA7D3)]
    [InlineData(0x16EA0, 0x16EBB)]
    [InlineData(0x16EB8, 0x16ED3)]
    [InlineData(0x10400, 0x10428)]
    public void Capital_letters_of_Unicode_17_have_their_small_ones(int capital, int small) =>
        Assert.Equal(small, CodePoint.ToLower(capital));

    private static string[] Tokens(Tokenizer tokenizer, string text) => tokenizer.Encode(text, addSpecialTokens: false).Tokens;
}
