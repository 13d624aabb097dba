using Rag.Memory;

namespace Rag.Engine.Retrieval;

/// <summary>What a passage is ranked by.</summary>
public enum Ranking
{
    /// <summary>BM25 alone.</summary>
    Words,

    /// <summary>The cosine of its embedding and the question's alone.</summary>
    Vector,

    /// <summary>Both, by one fusion rule.</summary>
    Hybrid,
}

/// <summary>How passages are ranked.</summary>
public sealed record RetrievalOptions
{
    /// <summary>What counts; without an encoder it is always the words.</summary>
    public Ranking Ranking { get; init; } = Ranking.Hybrid;

    /// <summary>How a hybrid ranking is made of both; its default is the weight that was chosen on SQuAD's train questions.</summary>
    public Fusion Fusion { get; init; } = Fusion.Raw();

    /// <summary>
    /// The least cosine of a passage that shares no word with the question, -1 to 1: below it neither has to do with the other.
    /// </summary>
    public double LeastCosine { get; init; } = 0.2;
}

/// <summary>Finds the passages that fit a question best.</summary>
/// <param name="memory">The collection.</param>
/// <param name="encoder">The collection's encoder; null for one without embeddings.</param>
public sealed class Retriever(IMemory memory, PassageEncoder? encoder = null, RetrievalOptions? options = null)
{
    private readonly RetrievalOptions _options = options ?? new();

    /// <summary>Hits looked at for each passage that is wanted: copies leave room for others.</summary>
    private const int HitsPerPassage = 4;

    /// <summary>Hits that are looked at for copies at the most, where no more are wanted.</summary>
    private const int MostForCopies = 4096;

    /// <summary>
    /// The passages that match <paramref name="query"/> best, best first, those that say the same as one. They may be more than
    /// <paramref name="k"/>; they are fewer where fewer match, or some are there in thousands of copies.
    /// </summary>
    /// <inheritdoc cref="SearchAsync" path="/param"/>
    public async ValueTask<IReadOnlyList<FoundPassage>> FindAsync(
        string query, int k, bool phrases = false, CancellationToken cancellationToken = default)
    {
        for (var wanted = (long)HitsPerPassage * k; ; wanted *= HitsPerPassage)
        {
            var hits = await SearchAsync(query, (int)Math.Min(wanted, SearchQuery.MostHits), phrases, cancellationToken);
            var found = new NearDuplicates(memory.Tokenizer).Join(hits);
            if (found.Count >= k || hits.Count < wanted || wanted * HitsPerPassage > MostForCopies) return found;
        }
    }

    /// <summary>The <paramref name="k"/> passages that match <paramref name="query"/> best, best first; fewer where fewer match at all.</summary>
    /// <param name="phrases">Whether double quotes mark phrases, see <see cref="SearchQuery.Words"/>; in a question they are punctuation.</param>
    public async ValueTask<IReadOnlyList<Hit>> SearchAsync(
        string query, int k, bool phrases = false, CancellationToken cancellationToken = default)
    {
        var ranking = encoder is null ? Ranking.Words : _options.Ranking;
        return await memory.SearchAsync(new SearchQuery
        {
            Words = ranking == Ranking.Vector ? null : query,
            Phrases = phrases,
            Vector = ranking == Ranking.Words ? default : await encoder!.EmbedAsync(query, cancellationToken),
            K = Math.Min(k, SearchQuery.MostHits),
            Fusion = _options.Fusion,
            LeastCosine = _options.LeastCosine,
        }, cancellationToken);
    }
}
