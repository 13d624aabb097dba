using System.Runtime.InteropServices;
using Rag.Memory;
using Rag.Memory.Words;

namespace Rag.Engine.Retrieval;

/// <summary>
/// Makes one passage of those that say the same: their shingles are almost the same. So a text that is there five times takes one place
/// among what is found, and speaks once.
/// </summary>
internal sealed class NearDuplicates(WordTokenizer tokenizer)
{
    private const double Resemblance = 0.8;

    /// <summary>The hits in their order, each with those after it that resemble it.</summary>
    public IReadOnlyList<FoundPassage> Join(IReadOnlyList<Hit> hits)
    {
        var joined = new List<(Hit Best, HashSet<string> Shingles, List<Item> Copies)>();
        var holders = new Dictionary<string, List<int>>(); // the places in joined of each shingle
        foreach (var hit in hits)
        {
            var shingles = Shingles.Of(hit.Item.Text, tokenizer);
            if (Like(shingles) is { } first) joined[first].Copies.Add(hit.Item);
            else Add(hit, shingles);
        }
        return [.. joined.Select(passage => new FoundPassage(passage.Best, passage.Copies))];

        int? Like(HashSet<string> shingles)
        {
            var shared = new SortedDictionary<int, int>();
            foreach (var place in shingles.SelectMany(shingle => holders.GetValueOrDefault(shingle, [])))
                shared[place] = shared.GetValueOrDefault(place) + 1;
            foreach (var (place, count) in shared)
            {
                if (count >= Resemblance * (shingles.Count + joined[place].Shingles.Count - count)) return place;
            }
            return null;
        }

        void Add(Hit hit, HashSet<string> shingles)
        {
            foreach (var shingle in shingles)
                (CollectionsMarshal.GetValueRefOrAddDefault(holders, shingle, out _) ??= []).Add(joined.Count);
            joined.Add((hit, shingles, []));
        }
    }
}
