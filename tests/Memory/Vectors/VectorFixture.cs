namespace Rag.Memory.Tests.Vectors;

/// <summary>Vectors for tests.</summary>
internal static class VectorFixture
{
    public static float[] Random(Random random, int dimension) =>
        [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];

    /// <summary>Vectors around a few centres, as embeddings lie.</summary>
    public static float[][] Clustered(int count, int dimension, int seed)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 1 + count / 50).Select(_ => Random(random, dimension)).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var centre = centres[random.Next(centres.Length)];
            return Random(random, dimension).Zip(centre, (noise, middle) => middle + .5f * noise).ToArray();
        })];
    }

    /// <summary>The places of the nearest, best first, by plain cosines in double precision.</summary>
    public static int[] Nearest(IReadOnlyList<float[]> vectors, float[] query, int k, Func<int, bool>? allowed = null) =>
        [.. Enumerable.Range(0, vectors.Count).Where(i => allowed?.Invoke(i) != false)
            .OrderByDescending(i => Cosine(vectors[i], query)).ThenBy(i => i).Take(k)];

    public static double Cosine(float[] a, float[] b)
    {
        double Sum(float[] x, float[] y) => x.Zip(y, (p, q) => (double)p * q).Sum();
        return Sum(a, b) / Math.Sqrt(Sum(a, a) * Sum(b, b));
    }
}
