namespace Rag.Attention.Biases;

/// <summary>
/// A learned number for each head and bucket of distances: small distances have a bucket each, larger ones share theirs on
/// a logarithmic scale (Raffel et al., "T5", 2020).
/// </summary>
/// <param name="MostDistant">From this distance on all share the last bucket.</param>
/// <param name="Bidirectional">Whether later keys have buckets of their own (encoders); else they count as distance 0.</param>
public sealed record RelativeBuckets(int Buckets = 32, int MostDistant = 128, bool Bidirectional = true) : Bias
{
    internal override bool IsRelative => true;

    internal override string? Refusal =>
        Buckets < 4 || Buckets % 4 != 0 ? $"Relative buckets come in multiples of 4, not {Buckets}." :
        MostDistant <= OneWay / 2
            ? $"With {Buckets} buckets the largest distance lies above {OneWay / 2}, not at {MostDistant}." : null;

    private int OneWay => Bidirectional ? Buckets / 2 : Buckets;

    internal override Tensor Initial(long heads) => torch.zeros(Buckets, heads);

    internal override Tensor Term(ScoreGrid grid, Tensor? learned)
    {
        // Distances run from -(start + queries - 1) to keys - 1; each is looked up once, then laid out along the diagonals.
        var first = -(grid.Start + grid.Queries - 1);
        var count = grid.Keys - first;
        var buckets = torch.tensor(Enumerable.Range(0, (int)count).Select(i => Bucket(first + i)).ToArray()); // (distances)
        var byDistance = learned!.index_select(0, buckets); // (distances, heads)
        var places = (grid.Distances - first).flatten(); // (queries * keys)
        return byDistance.mT.index_select(1, places).view(grid.Heads, grid.Queries, grid.Keys); // (heads, queries, keys)
    }

    /// <param name="distance">j - i.</param>
    internal long Bucket(long distance)
    {
        var side = Bidirectional && distance > 0 ? OneWay : 0;
        var away = Bidirectional ? Math.Abs(distance) : Math.Max(0, -distance);
        var exact = OneWay / 2;
        if (away < exact) return side + away;
        // In single precision, as the models were trained.
        var share = MathF.Log((float)away / exact) / (float)Math.Log((double)MostDistant / exact);
        return side + Math.Min(OneWay - 1, exact + (long)(share * (OneWay - exact)));
    }
}
