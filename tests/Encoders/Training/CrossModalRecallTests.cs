using Rag.Encoders.Training;

namespace Rag.Tests.Encoders.Training;

public sealed class CrossModalRecallTests
{
    [Fact]
    public void A_query_is_found_where_few_items_score_as_high_as_its_best()
    {
        // Items at falling similarity to the one query direction: the query's item is the k-th.
        float[][] items = [.. Enumerable.Range(0, 20).Select(i => new[] { 1 - (0.01f * i) })];
        float[][] queries = [[1], [1], [1], [1]];
        int[] place = [0, 4, 9, 10];
        var recall = CrossModalRecall.Of(queries, items, (query, item) => item == place[query]);
        Assert.Equal(new CrossModalRecall(0.25, 0.5, 0.75), recall);
    }

    [Fact]
    public void Equal_scores_do_not_help()
    {
        float[][] items = [.. Enumerable.Repeat(new[] { 1f }, 20)];
        float[][] queries = [[1], [1], [1]];
        Assert.Equal(new CrossModalRecall(0, 0, 0), CrossModalRecall.Of(queries, items, (query, item) => query == item));
    }

    [Fact]
    public void The_best_of_several_items_counts()
    {
        float[][] items = [[0.1f], [0.9f], [0.5f], [0.2f]];
        float[][] queries = [[1]];
        Assert.Equal(1, CrossModalRecall.Of(queries, items, (_, item) => item is 0 or 1).At1);
    }
}
