using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Text.Tokenizers.Training;

namespace Rag.Tests.Encoders.Text.Tokenizers.Training;

public sealed class BytePairTrainingTests
{
    private const string Mixed = """
        The tide clock was built by Jon Arnesen in 1887; the clock's pendulum is nine feet long, and it's 12,345 days old.
        潮汐钟由阿尔内森于一八八七年制造。潮汐钟的钟摆长九英尺。钟很旧。
        aaaaaaa aaaa aa abababab bababa  two  spaces	and a tab 😀😀 naïve café
        """;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 26)]
    public void The_merges_are_those_of_counting_all_pairs_anew(int seed, int letters)
    {
        var random = new Random(seed);
        var words = Count(Enumerable.Range(0, 60).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)('a' + random.Next(letters)))])));
        var options = new BytePairOptions(600);

        var vocabulary = Learn(words, options);

        Assert.NotEmpty(vocabulary.Merges);
        Assert.Equal(NaiveBytePairs.Merges(words.Counts, 3, options.Size, options.LeastCount), vocabulary.Merges);
    }

    [Theory]
    [InlineData(300, 2)]
    [InlineData(100_000, 1)]
    public void The_merges_of_real_text_are_those_of_counting_all_pairs_anew(int size, int leastCount)
    {
        var words = Count([Mixed, Mixed]);

        var vocabulary = Learn(words, new BytePairOptions(size, leastCount));

        Assert.Equal(NaiveBytePairs.Merges(words.Counts, 3, size, leastCount), vocabulary.Merges);
        Assert.True(vocabulary.Count <= size);
    }

    [Fact]
    public void The_file_opens_gives_frequent_words_and_characters_one_token_and_any_text_back()
    {
        using var folder = new TemporaryFolder();
        var path = folder["tokenizer.json"];
        var vocabulary = Learn(Count([Mixed, Mixed]), new BytePairOptions(500));

        vocabulary.Write(path);
        var tokenizer = Tokenizer.Load(path);

        Assert.Equal(vocabulary.Count, tokenizer.Count);
        Assert.Equal(["Ġclock"], tokenizer.Encode(" clock").Tokens);
        Assert.Single(tokenizer.Encode("钟").Ids);
        Assert.Equal((0, 1), (tokenizer.IdOf("<pad>"), tokenizer.IdOf("<s>")));
        Assert.True(tokenizer.IsSpecial(tokenizer.Encode("</s>").Ids.Single()));
        foreach (var text in (string[])[Mixed, "", " ", "Ελλάδα ไทย 한국어 🇳🇴\u200D\u0000\r\n", "\uFFFD<s"])
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text).Ids));
    }

    [Fact]
    public void The_order_of_the_texts_does_not_matter()
    {
        string[] texts = [.. Mixed.Split(' ')];
        var forwards = Learn(Count(texts), new BytePairOptions(400, leastCount: 1));
        var backwards = Learn(Count(texts.Reverse()), new BytePairOptions(400, leastCount: 1));
        Assert.Equal(forwards.Merges, backwards.Merges);
    }

    [Fact]
    public void It_stops_when_asked()
    {
        using var source = new CancellationTokenSource();
        var tokens = 0;

        Assert.Throws<OperationCanceledException>(() => BytePairTraining.Learn(Count([Mixed, Mixed]), new BytePairOptions(), (done, _) =>
        {
            tokens = done;
            source.Cancel();
        }, source.Token));

        Assert.Equal(260, tokens);
    }

    [Theory]
    [InlineData(258, 2, "259 (special tokens and bytes)")]
    [InlineData(300, 0, "once or more")]
    public void Numbers_that_make_no_sense_are_refused(int size, int leastCount, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new BytePairOptions(size, leastCount)).Message, StringComparison.Ordinal);

    private static WordCounts Count(IEnumerable<string> texts)
    {
        var words = new WordCounts();
        foreach (var text in texts) words.Add(text);
        return words;
    }

    private static BytePairVocabulary Learn(WordCounts words, BytePairOptions options) =>
        BytePairTraining.Learn(words, options, (_, _) => { }, CancellationToken.None);
}
