using Rag.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ask.Reading;

public sealed class SpanSearchTests
{
    [Fact]
    public void The_best_span_is_the_best_of_all_pairs()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            float[][] start = [Scores(12), Scores(7)], end = [Scores(12), Scores(7)];
            var expected = (
                from passage in Enumerable.Range(0, 2)
                from first in Enumerable.Range(1, start[passage].Length - 1)
                from last in Enumerable.Range(first, Math.Min(4, start[passage].Length - first))
                where start[passage][first] > LiveLayers.Masked && end[passage][last] > LiveLayers.Masked
                select new TokenSpan(passage, first, last, start[passage][first] + end[passage][last])).MaxBy(span => span.Score);

            Assert.Equal(expected, SpanSearch.Best(start, end, 1, 4).Single());
        }

        float[] Scores(int count) => [.. Enumerable.Range(0, count).Select(i => i % 5 == 4 ? (float)LiveLayers.Masked : (float)random.NextDouble())];
    }

    [Fact]
    public void Spans_do_not_overlap_and_come_best_first()
    {
        float[][] start = [[9, 5, 4, 0, 3]], end = [[9, 0, 4, 0, 3]];

        var spans = SpanSearch.Best(start, end, 5, 3);

        Assert.Equal([(1, 2), (4, 4)], spans.Select(span => (span.First, span.Last)));
    }

    [Fact]
    public void Where_all_is_masked_there_is_no_span()
    {
        float[][] masked = [[1, (float)LiveLayers.Masked, (float)LiveLayers.Masked]];
        Assert.Empty(SpanSearch.Best(masked, masked, 5, 3));
    }
}
