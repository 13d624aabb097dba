namespace Rag.Memory;

/// <summary>How many items there are, and how many of them hold each of some words.</summary>
/// <param name="Items">Items that are committed.</param>
/// <param name="Holders">By word, the items that hold it: 0 where none does. A server may estimate them from one of its shards.</param>
public sealed record WordStatistics(int Items, IReadOnlyDictionary<string, int> Holders)
{
    /// <summary>How much a word tells, ln(1 + (N - n + 1/2) / (n + 1/2)) for N items of which n hold it; above 0.</summary>
    public double InverseDocumentFrequency(string word)
    {
        var holders = Holders.GetValueOrDefault(word);
        return Math.Log(1 + (Items - holders + 0.5) / (holders + 0.5));
    }
}
