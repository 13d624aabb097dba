using Rag.Memory.Words;

namespace Rag.Memory.Tests.Words;

public sealed class Bm25Tests
{
    private static readonly string[] _vocabulary = ["anchor", "bell", "chart", "deck", "engine", "flag", "gull", "harbour", "灯塔", "潮汐"];

    /// <summary>The ranking does not show in how many segments the items lie, nor what was dropped on the way.</summary>
    [Theory]
    [InlineData(1.2, 0.75)]
    [InlineData(0.9, 0)]
    [InlineData(2, 1)]
    public void Ranking_equals_a_plain_scorer_whatever_the_commits(double k1, double b)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        using var store = MemoryStore.Open(folder.Path, options: new MemoryOptions { K1 = k1, B = b });
        var texts = new Dictionary<string, string>();
        for (var i = 0; i < 300; i++)
        {
            var source = $"s{random.Next(120)}";
            texts.Remove(source);
            if (random.Next(4) == 0)
            {
                store.Remove(source);
            }
            else
            {
                var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => _vocabulary[(int)(_vocabulary.Length * Math.Pow(random.NextDouble(), 2))]));
                texts.Add(source, text);
                store.Replace(source, "h", [new Item { Source = source, Ordinal = 0, Text = text }]);
            }
            if (random.Next(10) == 0) store.Commit();
        }
        store.Commit();

        foreach (var query in new[] { "anchor", "flag gull harbour", "bell bell deck", "灯塔 anchor", "潮汐", "nothing" })
        {
            var expected = PlainScores(texts, query, k1, b).OrderByDescending(pair => pair.Value).Take(20).ToList();
            var hits = store.Search(query, 20);
            Assert.Equal(expected.Select(pair => pair.Value), hits.Select(hit => hit.Score), (x, y) => Math.Abs(x - y) < 1e-9);
            Assert.All(hits, hit => Assert.Equal(PlainScores(texts, query, k1, b)[hit.Item.Source], hit.Score, 9));
        }
    }

    [Fact]
    public void Equal_scores_come_in_the_order_of_ingestion()
    {
        using var folder = new TemporaryFolder();
        using var store = MemoryStore.Open(folder.Path);
        foreach (var source in new[] { "c", "a", "b" }) store.Replace(source, "h", [new Item { Source = source, Ordinal = 0, Text = "one anchor" }]);
        store.Commit();
        Assert.Equal(["c", "a"], store.Search("anchor", 2).Select(hit => hit.Item.Source));
    }

    [Fact]
    public void A_word_of_the_heading_finds_the_passage()
    {
        using var folder = new TemporaryFolder();
        using var store = MemoryStore.Open(folder.Path);
        store.Replace("s", "h", [new Item { Source = "s", Ordinal = 0, Heading = "Lighthouses", Text = "Built in 1861." }]);
        store.Commit();
        Assert.Single(store.Search("lighthouse", 5));
    }

    [Fact]
    public void A_query_of_a_megabyte_and_one_without_words_come_back()
    {
        using var folder = new TemporaryFolder();
        using var store = MemoryStore.Open(folder.Path);
        store.Replace("s", "h", [new Item { Source = "s", Ordinal = 0, Text = "anchor" }]);
        store.Commit();
        Assert.Single(store.Search("anchor " + string.Join(' ', Enumerable.Range(0, 200_000)), 5));
        Assert.Empty(store.Search("", 5));
        Assert.Empty(store.Search("?!", 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Search("anchor", 0));
    }

    private static Dictionary<string, double> PlainScores(Dictionary<string, string> texts, string query, double k1, double b)
    {
        var tokenizer = new WordTokenizer();
        var words = texts.ToDictionary(text => text.Key, text => tokenizer.Tokenize(text.Value).Select(word => word.Text).ToList());
        var average = words.Values.Average(list => list.Count);
        var scores = new Dictionary<string, double>();
        foreach (var (source, list) in words)
        {
            var score = 0.0;
            foreach (var word in tokenizer.Tokenize(query).Select(word => word.Text))
            {
                var df = words.Values.Count(other => other.Contains(word));
                double tf = list.Count(other => other == word);
                score += Math.Log(1 + (words.Count - df + 0.5) / (df + 0.5)) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * list.Count / average));
            }
            if (score > 0) scores.Add(source, score);
        }
        return scores;
    }
}
