using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>
/// How many items hold a word, told from the best item for it: its score is the word's weight in it times the idf,
/// ln(1 + (N - n + 1/2) / (n + 1/2)), which the server knows. So many words cost one request, and none costs a count.
/// </summary>
internal static class WordFrequency
{
    public static Wire.QueryPoints Query(string place, string word) => new()
    {
        CollectionName = place,
        Query = new() { Nearest = new() { Sparse = new() { Indices = { ItemPoints.Index(word) }, Values = { 1 } } } },
        Using = ItemPoints.Words,
        Limit = 1,
        WithVectors = new() { Include = new() { Names = { ItemPoints.Words } } },
    };

    /// <param name="best">What <see cref="Query"/> was answered.</param>
    /// <param name="items">All there are.</param>
    /// <exception cref="FormatException">The point is none of ours.</exception>
    public static int Read(string word, Wire.BatchResult best, int items)
    {
        if (best is not { Result: [var point, ..] }) return 0;
        var words = point.Vectors?.Vectors?.Vectors.GetValueOrDefault(ItemPoints.Words)?.Sparse
            ?? throw new FormatException("an item has no words");
        var place = words.Indices.IndexOf(ItemPoints.Index(word));
        if (place < 0) throw new FormatException("an item lacks the word it was found by");
        var idf = (double)point.Score / words.Values[place];
        return (int)Math.Clamp(Math.Round((items + 1) / Math.Exp(idf) - 0.5), 1, Math.Max(1, items));
    }
}
