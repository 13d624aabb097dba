using System.Text.Json;
using Rag.Engine.Evaluation;

namespace Rag.Engine.Tests.Evaluation;

public sealed class RankingScoresTests
{
    private static readonly Dictionary<string, int> _judgements = new() { ["a"] = 2, ["b"] = 1, ["c"] = 0 };

    [Fact]
    public void A_list_in_the_ideal_order_scores_one()
    {
        var scores = RankingScores.Of(["a", "b", "c", "unjudged"], _judgements);
        Assert.Equal(1, scores.Ndcg(10), 12);
        Assert.Equal(1, scores.ReciprocalRank(10));
        Assert.Equal(1, scores.Recall(2));
    }

    [Fact]
    public void Gains_are_discounted_by_the_logarithm_of_the_rank()
    {
        var scores = RankingScores.Of(["c", "b", "a"], _judgements);
        var ideal = 2 / Math.Log2(2) + 1 / Math.Log2(3);
        Assert.Equal((1 / Math.Log2(3) + 2 / Math.Log2(4)) / ideal, scores.Ndcg(10), 12);
        Assert.Equal(0.5, scores.ReciprocalRank(10));
        Assert.Equal(0.5, scores.Recall(2));
    }

    [Fact]
    public void A_rank_past_the_cut_counts_for_nothing()
    {
        var scores = RankingScores.Of(["x", "y", "a"], _judgements);
        Assert.Equal(0, scores.ReciprocalRank(2));
        Assert.Equal(0, scores.Recall(2));
        Assert.Equal(0, scores.Ndcg(2));
    }

    [Fact]
    public void A_query_without_anything_relevant_scores_zero()
    {
        var scores = RankingScores.Of(["a"], new Dictionary<string, int> { ["a"] = 0 });
        Assert.Equal((0, 0, 0), (scores.Ndcg(10), scores.Recall(10), scores.ReciprocalRank(10)));
    }

    [SharedFact("golden/metrics/ranking.json")]
    public void Scores_equal_the_reference_on_every_query()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path("golden/metrics/ranking.json")));
        var root = json.RootElement;
        foreach (var run in root.GetProperty("runs").EnumerateObject())
        {
            var ranked = run.Value.EnumerateObject().OrderByDescending(document => document.Value.GetDouble()).Select(document => document.Name);
            var judgements = root.GetProperty("judgements").GetProperty(run.Name).EnumerateObject()
                .ToDictionary(document => document.Name, document => document.Value.GetInt32());
            var scores = RankingScores.Of(ranked, judgements);
            var expected = root.GetProperty("per_query").GetProperty(run.Name);
            Assert.Equal(expected.GetProperty("ndcg_cut_5").GetDouble(), scores.Ndcg(5), 9);
            Assert.Equal(expected.GetProperty("ndcg_cut_10").GetDouble(), scores.Ndcg(10), 9);
            Assert.Equal(expected.GetProperty("ndcg_cut_20").GetDouble(), scores.Ndcg(20), 9);
            Assert.Equal(expected.GetProperty("recall_5").GetDouble(), scores.Recall(5), 9);
            Assert.Equal(expected.GetProperty("recall_10").GetDouble(), scores.Recall(10), 9);
            Assert.Equal(expected.GetProperty("recall_100").GetDouble(), scores.Recall(100), 9);
            Assert.Equal(expected.GetProperty("recip_rank").GetDouble(), scores.ReciprocalRank(int.MaxValue), 9);
        }
    }
}
