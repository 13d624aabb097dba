using Rag.Memory.Words;

namespace Rag.Memory.Tests.Words;

public sealed class WordTokenizerTests
{
    [Theory]
    [InlineData("The keeper's LAMPS", "the keeper lamps")]
    [InlineData("naïve Café, Ångström", "naive cafe angstrom")]
    [InlineData("ＦＵＬＬ ｗｉｄｔｈ １２", "full width 12")]
    [InlineData("1,200.50 tons; 3.14", "1200.50 tons 3.14")]
    [InlineData("don’t o'clock 'quoted'", "dont oclock quoted")]
    [InlineData("state-of-the-art a_b", "state of the art a b")]
    [InlineData("ﬁne Ⅻ x²", "fine xii x2")]
    [InlineData("Привет, МИР", "привет мир")]
    [InlineData("e\u0301cole", "ecole")]
    [InlineData("", "")]
    [InlineData("… — ✓ 🙂", "")]
    public void Words_are_folded(string text, string words) =>
        Assert.Equal(words, string.Join(' ', new WordTokenizer(stem: false).Tokenize(text).Select(word => word.Text)));

    [Theory]
    [InlineData("灯塔", "灯 灯塔 塔")]
    [InlineData("在灯塔。看海", "在 在灯 灯 灯塔 塔 看 看海 海")]
    [InlineData("第3号clock钟", "第 3 号 clock 钟")]
    [InlineData("ひかり", "ひ ひか か かり り")]
    public void Ideographs_are_indexed_alone_and_in_neighbouring_pairs(string text, string words)
    {
        var found = new WordTokenizer().Tokenize(text).Select(word => word.Text).Order();
        Assert.Equal(words.Split(' ').Order(), found);
    }

    [Fact]
    public void Every_word_says_where_it_stands_even_beyond_the_basic_plane()
    {
        const string Text = "Ärger 𠀀灯 ends’s 𝔸";
        var places = new WordTokenizer().Tokenize(Text).Select(word => Text[word.Start..word.End]);
        Assert.Equal(["Ärger", "𠀀", "𠀀灯", "灯", "ends’s", "𝔸"], places.Order(StringComparer.Ordinal).OrderBy(place => Text.IndexOf(place, StringComparison.Ordinal)).ThenBy(place => place.Length));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_word_and_no_fault() =>
        Assert.Equal(["a", "b"], new WordTokenizer().Tokenize("a\ud83d b\udc00").Select(word => word.Text));

    /// <summary>Known pairs from the examples of Porter's paper.</summary>
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("cats", "cat")]
    [InlineData("agreed", "agre")]
    [InlineData("feed", "feed")]
    [InlineData("plastered", "plaster")]
    [InlineData("bled", "bled")]
    [InlineData("motoring", "motor")]
    [InlineData("sing", "sing")]
    [InlineData("conflated", "conflat")]
    [InlineData("hopping", "hop")]
    [InlineData("falling", "fall")]
    [InlineData("filing", "file")]
    [InlineData("happy", "happi")]
    [InlineData("sky", "sky")]
    [InlineData("relational", "relat")]
    [InlineData("rational", "ration")]
    [InlineData("vietnamization", "vietnam")]
    [InlineData("triplicate", "triplic")]
    [InlineData("hopefulness", "hope")]
    [InlineData("revival", "reviv")]
    [InlineData("adoption", "adopt")]
    [InlineData("effective", "effect")]
    [InlineData("rate", "rate")]
    [InlineData("cease", "ceas")]
    [InlineData("controlling", "control")]
    [InlineData("is", "is")]
    [InlineData("b2s", "b2s")]
    public void English_suffixes_are_stripped(string word, string stem) => Assert.Equal(stem, PorterStemmer.Stem(word));
}
