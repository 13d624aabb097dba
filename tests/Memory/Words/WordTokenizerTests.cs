using Rag.Memory.Words;

namespace Rag.Memory.Tests.Words;

public sealed class WordTokenizerTests
{
    [Theory]
    [InlineData("The QUICK, brown-fox!", "the quick brown fox")]
    [InlineData("B12 3rd x² ½", "b12 3rd x2 ½")]
    [InlineData("don't O’Brien 'quoted' rock 'n'", "don't o'brien quoted rock n")]
    [InlineData("Crème brûlée, naïve Ångström; ÉTÉ", "creme brulee naive angstrom ete")]
    [InlineData("cre\u0300me x\u0301\u0302y", "creme xy")]
    [InlineData("Straße STRASSE ŒUVRE Łódź", "strasse strasse oeuvre lodz")]
    [InlineData("ＦＵＬＬ　ｗｉｄｔｈ　１２３", "full width 123")]
    [InlineData("ΟΔΥΣΣΕΎΣ οδυσσεύς", "οδυσσευσ οδυσσευσ")]
    [InlineData("ﬁn\u00ADance Ёлка İstanbul", "finance елка istanbul")]
    [InlineData("हिन्दी مُحَمَّد", "हिन्दी محمد")]
    [InlineData("snake_case.path/file", "snake case path file")]
    [InlineData("", "")]
    [InlineData(" \t\n…—\u200B\u0301", "")]
    [InlineData("a\uD800b\uDC00c", "a b c")]
    public void Words_are_cut_and_folded(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("猫", "猫")]
    [InlineData("博物馆", "博 博物 物 物馆 馆")]
    [InlineData("第3展厅", "第 3 展 展厅 厅")]
    [InlineData("開館,閉館", "開 開館 館 閉 閉館 館")]
    [InlineData("がぎ ｶﾞ か\u3099", "が がぎ ぎ ガ が")]
    [InlineData("\uD842\uDFB7野", "\uD842\uDFB7 \uD842\uDFB7野 野")]
    [InlineData("한국 AI", "한 한국 국 ai")]
    public void Scripts_without_spaces_give_characters_and_pairs(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("The cafe\u0301's 'tulips', 3rd 博物馆。ｶﾞ \uD83D\uDE00x")]
    [InlineData("O’Brien—naïve\uD800 ﬁnance")]
    public void Every_span_reads_as_its_word(string text)
    {
        foreach (var stemming in (bool[])[false, true])
        {
            var tokenizer = new WordTokenizer(stemming);
            foreach (var word in tokenizer.Tokenize(text))
            {
                var again = tokenizer.Tokenize(text.AsSpan(word.Start, word.End - word.Start));
                Assert.Contains(word.Text, again.Select(other => other.Text));
            }
        }
    }

    [Fact]
    public void Spans_are_characters_of_the_text() =>
        Assert.Equal([new Word("naive", 1, 6), new Word("o'brien", 8, 15), new Word("馆", 16, 17)],
            new WordTokenizer(stemming: false).Tokenize("(Naïve) O’Brien 馆"));

    [Fact]
    public void Of_a_very_long_word_only_the_beginning_counts()
    {
        var words = new WordTokenizer().Tokenize(new string('q', 1_000_000) + " end");
        Assert.Equal([new string('q', 64), "end"], words.Select(word => word.Text));
        Assert.Equal(1_000_000, words[0].End);
    }

    [Fact]
    public void Any_characters_are_read_to_the_end()
    {
        var random = new Random(11);
        var tokenizer = new WordTokenizer();
        for (var i = 0; i < 2000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => (char)random.Next(1 << (7 + random.Next(10))))]);
            var last = 0;
            foreach (var word in tokenizer.Tokenize(text))
            {
                Assert.InRange(word.Start, last, word.End - 1);
                Assert.True(word.End <= text.Length && word.Text.Length > 0);
                last = word.Start;
            }
        }
    }

    private static void AssertWords(string expected, string text) =>
        Assert.Equal(expected, string.Join(' ', new WordTokenizer(stemming: false).Tokenize(text).Select(word => word.Text)));
}
