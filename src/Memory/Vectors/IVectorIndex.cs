namespace Rag.Memory.Vectors;

/// <summary>What is looked for among vectors.</summary>
/// <param name="Unit">Of length 1.</param>
/// <param name="Coded">The same, coded.</param>
/// <param name="Ef">Candidates a walk keeps at least.</param>
internal sealed record VectorTarget(float[] Unit, CodedVector Coded, int Ef);

/// <summary>One way to find the vectors that are nearest to a target. Safe for concurrent use.</summary>
internal interface IVectorIndex
{
    /// <summary>Fills an empty heap with the nearest items and their cosines.</summary>
    /// <param name="target">What to be near to.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="survivors">The items that may be found; null for all.</param>
    /// <param name="nearest">Key is the cosine, node the item.</param>
    void Search(VectorTarget target, int count, BitSet? survivors, ScoredHeap nearest);
}

/// <summary>Compares every vector in full.</summary>
internal sealed class ExactScan(FullVectors vectors) : IVectorIndex
{
    public void Search(VectorTarget target, int count, BitSet? survivors, ScoredHeap nearest)
    {
        foreach (var item in vectors.Items)
        {
            if (survivors?.Contains(item) != false) nearest.Keep(DotProduct.Of(target.Unit, vectors.Of(item)), item, count);
        }
    }
}

/// <summary>Compares the codes of every survivor, and then the nearest in full.</summary>
internal sealed class CodeScan(FullVectors vectors, CodeRows rows) : IVectorIndex
{
    public void Search(VectorTarget target, int count, BitSet? survivors, ScoredHeap nearest)
    {
        var items = vectors.Items;
        var rough = new ScoredHeap();
        var most = Rescoring.Candidates(count);
        for (var i = 0; i < items.Length; i++)
        {
            if (survivors?.Contains(items[i]) != false)
                rough.Keep(rows.Similarity(target.Coded.Codes, target.Coded.Scale, i), i, most);
        }
        Rescoring.Run(vectors, target, rough, count, nearest);
    }
}

/// <summary>Walks the graph by codes, and compares the nearest in full.</summary>
internal sealed class HnswIndex(FullVectors vectors, CodeRows rows, HnswGraph graph) : IVectorIndex
{
    [ThreadStatic]
    private static HnswWalk? _walkOfThread;

    /// <summary>
    /// Whether few enough survive that comparing them all costs less than a walk, which meets about 32 vectors for each
    /// candidate, and the more the fewer of them survive.
    /// </summary>
    public static bool IsTooNarrow(int survivors, int vectors, int ef) => (double)survivors * survivors <= 32.0 * ef * vectors;

    public void Search(VectorTarget target, int count, BitSet? survivors, ScoredHeap nearest)
    {
        var (codes, scale) = target.Coded;
        var walk = _walkOfThread ??= new HnswWalk();
        var ef = Math.Max(target.Ef, Rescoring.Candidates(count));
        var start = HnswWalk.Descend(graph, rows, codes, scale, 0);
        if (survivors is null) walk.Spread(graph, rows, codes, scale, start, 0, ef, default(Everything));
        else walk.Spread(graph, rows, codes, scale, start, 0, ef, new Chosen(survivors, vectors.Items));
        Rescoring.Run(vectors, target, walk.Found, count, nearest);
    }
}

/// <summary>Orders what codes found by full vectors.</summary>
internal static class Rescoring
{
    /// <summary>How many to find by codes, so that the nearest by full vectors are among them.</summary>
    public static int Candidates(int count) => (int)Math.Min(int.MaxValue, count + Math.Max(10L, count / 2));

    /// <param name="rough">Vectors by their coded similarity; it is emptied down to those that are rescored.</param>
    public static void Run(FullVectors vectors, VectorTarget target, ScoredHeap rough, int count, ScoredHeap nearest)
    {
        while (rough.Count > Candidates(count)) rough.Pop();
        foreach (var (_, vector) in rough.Entries)
        {
            var item = vectors.Items[vector];
            nearest.Keep(DotProduct.Of(target.Unit, vectors.Of(item)), item, count);
        }
    }
}
