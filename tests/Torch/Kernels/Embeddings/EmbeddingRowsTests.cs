using Rag.Torch.Kernels.Embeddings;

namespace Rag.Torch.Tests.Kernels.Embeddings;

public sealed unsafe class EmbeddingRowsTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(50, 37)]
    [InlineData(500, 130)]
    public void Rows_are_gathered_and_added_back(int count, int n)
    {
        const int vocabulary = 11;
        using Floats table = new(vocabulary * n, 1), rows = new(count * n, 2), output = new(count * n);
        var random = new Random(3);
        long[] indices = [.. Enumerable.Range(0, count + 1).Select(_ => (long)random.Next(vocabulary))];
        double[] expected = [.. table.ToArray().Select(x => (double)x)];
        for (int i = 0; i < count * n; i++) expected[(indices[i / n] * n) + (i % n)] += rows[i];
        fixed (long* index = indices)
        {
            EmbeddingRows.Gather(count, n, table, index, output);
            for (int i = 0; i < count * n; i++) Assert.Equal(table[((int)indices[i / n] * n) + (i % n)], output[i]);
            EmbeddingRows.ScatterAdd(count, n, rows, index, table);
        }
        for (int i = 0; i < expected.Length; i++) Close.Assert(expected[i], table[i], 1e-5);
    }
}
