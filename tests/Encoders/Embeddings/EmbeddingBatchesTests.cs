using Rag.Encoders.Embeddings;

namespace Rag.Tests.Encoders.Embeddings;

public sealed class EmbeddingBatchesTests
{
    [Fact]
    public async Task Inputs_keep_their_order_and_are_taken_batch_by_batch()
    {
        using var generator = new Numbers();
        var (taken, reports) = (0, new List<(int Done, int Taken)>());
        var vectors = await generator.EmbedAsync(Inputs(), 3, done => reports.Add((done, taken)));

        Assert.Equal([0f, 1, 2, 3, 4, 5, 6], vectors.Select(vector => vector.Span[0]));
        Assert.Equal([(3, 3), (6, 6), (7, 7)], reports);

        IEnumerable<int> Inputs()
        {
            while (taken < 7) yield return taken++;
        }
    }

    [Fact]
    public async Task It_stops_between_batches()
    {
        using var generator = new Numbers();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.EmbedAsync(Enumerable.Range(0, 9), 3, _ => stop.Cancel(), stop.Token));
        Assert.Equal(3, generator.Embedded);
    }

    private sealed class Numbers : Embedder<int>
    {
        public Numbers() : base("numbers", 1)
        {
        }

        public int Embedded { get; private set; }

        public override void Dispose()
        {
        }

        protected override IEnumerable<float[]> EmbedAll(IEnumerable<int> inputs, CancellationToken cancellation)
        {
            foreach (var input in inputs)
            {
                Embedded++;
                yield return [input];
            }
        }
    }
}
