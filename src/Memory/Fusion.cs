namespace Rag.Memory;

/// <summary>How a ranking by words and one by vector become one. The items are those that either list brings.</summary>
public abstract record Fusion
{
    private protected Fusion()
    {
    }

    /// <summary>
    /// The sum of <c>weight / (k + rank)</c> over the lists an item is in (Cormack, Clarke and Büttcher, "Reciprocal rank fusion
    /// outperforms Condorcet and individual rank learning methods", 2009).
    /// </summary>
    public static Fusion ReciprocalRank(double k = 60, double words = 1, double vector = 1) => new ReciprocalRankFusion(k, words, vector);

    /// <summary>The weighted sum of the cosine and of BM25 divided by the best item's BM25.</summary>
    public static Fusion Normalised(double words = .4, double vector = .6) => new WeightedFusion(words, vector, DividesByBest: true);

    /// <summary>
    /// The weighted sum of the cosine and of BM25 as they are. The default weights are those of all searches here: with MiniLM's
    /// embeddings, hit@1 of every fourth question over every ninth paragraph of SQuAD's train part is highest at 30.
    /// </summary>
    public static Fusion Raw(double words = 1, double vector = 30) => new WeightedFusion(words, vector, DividesByBest: false);
}

/// <summary>See <see cref="Fusion.ReciprocalRank"/>.</summary>
public sealed record ReciprocalRankFusion(double K, double Words, double Vector) : Fusion;

/// <summary>See <see cref="Fusion.Normalised"/> and <see cref="Fusion.Raw"/>.</summary>
public sealed record WeightedFusion(double Words, double Vector, bool DividesByBest) : Fusion;
