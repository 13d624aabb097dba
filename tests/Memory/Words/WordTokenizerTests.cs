using Rag.Memory.Words;

namespace Rag.Memory.Tests.Words;

public sealed class WordTokenizerTests
{
    [Theory]
    [InlineData("The QUICK, brown-fox!", "the quick brown fox")]
    [InlineData("B flat, x² ½", "b flat x2 ½")]
    [InlineData("don't O’Brien 'quoted' rock 'n'", "don't o'brien quoted rock n")]
    [InlineData("Crème brûlée, naïve Ångström; ÉTÉ", "creme brulee naive angstrom ete")]
    [InlineData("cre\u0300me x\u0301\u0302y", "creme xy")]
    [InlineData("Straße STRASSE ŒUVRE Łódź", "strasse strasse oeuvre lodz")]
    [InlineData("ＦＵＬＬ　ｗｉｄｔｈ　１２３", "full width 123")]
    [InlineData("ΟΔΥΣΣΕΎΣ οδυσσεύς", "οδυσσευσ οδυσσευσ")]
    [InlineData("ﬁn\u00ADance Ёлка İstanbul", "finance елка istanbul")]
    [InlineData("हिन्दी مُحَمَّد", "हिन्दी محمد")]
    [InlineData("brown-fox and/or", "brown fox and or")]
    [InlineData("", "")]
    [InlineData(" \t\n…—\u200B\u0301", "")]
    [InlineData("a\uD800b\uDC00c", "a b c")]
    public void Words_are_cut_and_folded(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("version 3.10.1.", "version 3.10.1 3 10 1")]
    [InlineData("at 192.168.1.254/24", "at 192.168.1.254/24 192.168.1.254 192 168 1 254 24")]
    [InlineData("2024-05-03", "2024-05-03 2024 05 03")]
    [InlineData("C# and C++, not C", "c c# and c c++ not c")]
    [InlineData("C++17", "c c++ 17")]
    [InlineData("(use --dry-run or -v)", "use --dry-run dry run or -v v")]
    [InlineData("std::vector<int>", "std::vector std vector int")]
    [InlineData("Jane.Doe@mail.example.org", "jane.doe@mail.example.org jane.doe jane doe mail.example.org mail example org")]
    [InlineData("src/app.config.json", "src/app.config.json src app.config.json app config json")]
    [InlineData("in .NET: #tag @user $HOME", "in .net net #tag tag @user user $home home")]
    [InlineData("a-1 - b --- c...d e_f", "a-1 a 1 b c d e_f e f")]
    [InlineData("it is -40 -at times", "it is -40 40 at times")]
    [InlineData("i.e. U.S. x-15", "i e u.s u s x-15 x 15")]
    [InlineData("snake_case.path/file", "snake_case.path/file snake_case.path snake case path file")]
    public void Forms_keep_the_order_and_the_signs_of_codes(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("getUserName", "getusername get user name")]
    [InlineData("HTTPServer DNAs NATO iPhone", "httpserver http server dnas nato iphone phone")]
    [InlineData("B12 3rd utf8 2GB", "b12 12 3rd 3 rd utf8 utf 8 2gb 2 gb")]
    [InlineData("a1b2c3d4e5f6 x", "a1b2c3d4e5f6 x")]
    public void Parts_stand_beside_their_word(string text, string expected) => AssertWords(expected, text);

    [Fact]
    public void Plain_words_are_the_same_by_all_rules_but_for_the_script()
    {
        const string Text = "C# 3.10.1 getUserName --all 圖書館 jane@example.org O'Brien";
        Assert.Equal(
            new WordTokenizer(rules: WordRules.Plain).Tokenize(ChineseScript.Simplify(Text)),
            new WordTokenizer().Tokenize(Text).Where(word => word.Form == WordForm.Plain));
    }

    [Theory]
    [InlineData("圖書館", "圖 圖書 書 書館 館", "图 图书 书 书馆 馆")]
    public void Traditional_characters_are_simplified_by_the_newest_rules(string text, string plain, string newest)
    {
        Assert.Equal(plain, string.Join(' ', new WordTokenizer(rules: WordRules.Plain).Tokenize(text).Select(word => word.Text)));
        AssertWords(newest, text);
    }

    [Theory]
    [InlineData("猫", "猫")]
    [InlineData("博物馆", "博 博物 物 物馆 馆")]
    [InlineData("第3展厅", "第 3 展 展厅 厅")]
    [InlineData("開館,閉館", "开 开馆 馆 闭 闭馆 馆")]
    [InlineData("がぎ ｶﾞ か\u3099", "が がぎ ぎ ガ が")]
    [InlineData("\uD842\uDFB7野", "\uD842\uDFB7 \uD842\uDFB7野 野")]
    [InlineData("한국 AI", "한 한국 국 ai")]
    public void Scripts_without_spaces_give_characters_and_pairs(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("The cafe\u0301's 'tulips', 3rd 博物馆。ｶﾞ \uD83D\uDE00x")]
    [InlineData("O’Brien—naïve\uD800 ﬁnance")]
    [InlineData("see C++, --dry-run 192.168.1.254 std::vector getUserNames a@b.org 圖書館 1990's")]
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
