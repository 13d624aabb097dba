using Rag.Encoders.Training;

namespace Rag.Tests.Encoders.Training;

public sealed class CrossModalRecallTests
{
    [Fact]
    public void A_query_is_found_where_few_items_score_as_high_as_its_best()
    {
        // Items at falling similarity to the one query direction: the query's item is the k-th.
        using var items = torch.tensor([.. Enumerable.Range(0, 20).Select(i => 1 - (0.01f * i))], [20, 1]);
        using var queries = torch.ones(4, 1);
        int[] place = [0, 4, 9, 10];
        var recall = CrossModalRecall.Of(queries, items, (query, item) => item == place[query]);
        Assert.Equal(new CrossModalRecall(0.25, 0.5, 0.75), recall);
    }

    [Fact]
    public void Equal_scores_do_not_help()
    {
        using var items = torch.ones(20, 1);
        using var queries = torch.ones(3, 1);
        Assert.Equal(new CrossModalRecall(0, 0, 0), CrossModalRecall.Of(queries, items, (query, item) => query == item));
    }

    [Fact]
    public void The_best_of_several_items_counts()
    {
        using var items = torch.tensor(new[] { 0.1f, 0.9f, 0.5f, 0.2f }, [4, 1]);
        using var queries = torch.ones(1, 1);
        Assert.Equal(1, CrossModalRecall.Of(queries, items, (_, item) => item is 0 or 1).At1);
    }
}
