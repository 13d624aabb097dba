using Rag.Memory;
using Rag.Memory.Words;

namespace Rag.Engine.Ask;

/// <summary>
/// Makes one passage of those that say the same: their shingles are almost the same. So a text that is there five times takes one place
/// before the reader, and speaks once.
/// </summary>
internal sealed class NearDuplicates(WordTokenizer tokenizer)
{
    private const double Resemblance = 0.8;

    /// <summary>The hits in their order, each with those after it that resemble it.</summary>
    public IReadOnlyList<FoundPassage> Join(IReadOnlyList<Hit> hits)
    {
        var joined = new List<(Hit Best, HashSet<string> Shingles, List<Item> Copies)>();
        foreach (var hit in hits)
        {
            var shingles = Shingles.Of(hit.Item.Text, tokenizer);
            if (joined.Find(other => Shingles.Resemblance(other.Shingles, shingles) >= Resemblance) is { Copies: { } copies }) copies.Add(hit.Item);
            else joined.Add((hit, shingles, []));
        }
        return [.. joined.Select(passage => new FoundPassage(passage.Best, passage.Copies))];
    }
}
