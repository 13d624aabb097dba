using Rag.Memory.Words;

namespace Rag.Memory.Tests.Ranking;

/// <summary>BM25 as it stands in the textbook: every item against every word of the query.</summary>
internal static class ReferenceBm25
{
    public static IReadOnlyList<(string Id, double Score)> Search(
        IReadOnlyList<Item> items, string query, int k, MemoryOptions options, Func<Item, bool>? allowed = null)
    {
        var tokenizer = new WordTokenizer(options.Stemming);
        var texts = items.Select(item => tokenizer.Tokenize($"{item.Text}\n{item.Heading}").Select(word => word.Text).ToArray()).ToArray();
        var lengths = items.Select(item => tokenizer.Tokenize($"{item.Text}\n{item.Heading}")
            .Count(word => word.Form == WordForm.Plain)).ToArray();
        var average = lengths.Sum(length => (double)length) / items.Count;
        var scores = new double[items.Count];
        foreach (var word in tokenizer.Tokenize(query).Select(word => word.Text).Distinct())
        {
            var holders = texts.Count(text => text.Contains(word));
            var weight = Math.Log(1 + (items.Count - holders + 0.5) / (holders + 0.5)) * (options.K1 + 1);
            for (var i = 0; i < items.Count; i++)
            {
                var tf = texts[i].Count(other => other == word);
                if (tf > 0) scores[i] += weight * tf / (tf + options.K1 * (1 - options.B + options.B * lengths[i] / average));
            }
        }
        return [.. Enumerable.Range(0, items.Count).Where(i => scores[i] > 0 && allowed?.Invoke(items[i]) != false).OrderByDescending(i => scores[i]).ThenBy(i => i)
            .Take(k).Select(i => (items[i].Id, scores[i]))];
    }

    public static void AssertSame(IReadOnlyList<(string Id, double Score)> expected, IReadOnlyList<Hit> found)
    {
        Assert.Equal(expected.Select(hit => hit.Id), found.Select(hit => hit.Item.Id));
        for (var i = 0; i < found.Count; i++) Assert.Equal(expected[i].Score, found[i].Score, 1e-9);
    }
}
