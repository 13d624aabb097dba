using Rag.Memory.Embedded.Storage;
using Rag.Memory.Ranking;
using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Search;

/// <summary>Answers queries over a snapshot, which is held meanwhile. Immutable; safe for concurrent use.</summary>
internal sealed class SnapshotSearch(Snapshot snapshot, MemoryOptions options, EmbeddingSource? encoder, WordTokenizer tokenizer)
{
    private readonly Bm25 _words = new(snapshot, options.K1, options.B);

    public Snapshot Snapshot { get; } = snapshot;

    public WordStatistics StatisticsOf(IReadOnlyCollection<string> words)
    {
        var holders = new Dictionary<string, int>(words.Count);
        foreach (var word in words) holders[word] = _words.CountItems(word);
        return new WordStatistics(Snapshot.Items, holders);
    }

    /// <exception cref="MemoryException">The vector does not fit the collection.</exception>
    public IReadOnlyList<Hit> Search(SearchQuery query)
    {
        while (true)
        {
            var examined = Snapshot.Examined;
            try
            {
                return Run(query);
            }
            catch (MemoryException)
            {
                Snapshot.Examine();
                if (Snapshot.Examined == examined) throw;
                // A hit's bytes are damaged: others take its place.
            }
        }
    }

    private IReadOnlyList<Hit> Run(SearchQuery query)
    {
        if (query.Words is null && query.Vector.IsEmpty)
            throw new ArgumentException("A query has words, a vector, or both.", nameof(query));
        var target = query.Vector.IsEmpty ? null : Aim(query);
        if (Snapshot.Items == 0) return [];

        var survivors = Survivors(query);
        if (query.Words is null) return [.. Nearest(query, target!, query.K, survivors).Select(CosineHit)];
        var words = _words.Weigh(query.Words, tokenizer);
        if (target is null) return [.. _words.Top(words, query.K, survivors).Select(WordsHit)];

        var depth = RankFusion.Depth(query.K);
        var byVector = Nearest(query, target, depth, survivors);
        return [.. RankFusion.Fuse(_words.Top(words, depth, survivors), byVector, query.Fusion, query.K,
            slot => _words.Score(words, slot), slot => NearestVectors.Cosine(Snapshot, target, slot))
            .Select(found => new Hit(Snapshot.Read(found.Slot), found.Score) { Words = found.Words, Cosine = found.Cosine })];
    }

    private VectorTarget Aim(SearchQuery query)
    {
        if (encoder is null)
            throw new MemoryException("The collection holds no embeddings: search by words, or ingest with an encoder.");
        var unit = UnitVector.Of(query.Vector.Span, encoder, "the query");
        return new VectorTarget(unit, CodedVector.Of(unit), query.EfSearch ?? options.Graph.EfSearch);
    }

    private BitSet?[] Survivors(SearchQuery query)
    {
        var survivors = Snapshot.Segments.Select(segment => FilterEvaluation.Survivors(segment, query.Filter)).ToArray();
        for (var s = 0; s < survivors.Length; s++)
        {
            var segment = Snapshot.Segments[s].Segment;
            if (query.PhrasesOf(tokenizer.By(segment.Words.Rules)) is { } phrases)
                survivors[s] = PhraseFilter.Narrow(segment, phrases, survivors[s]);
        }
        return survivors;
    }

    private List<(int Slot, double Score)> Nearest(SearchQuery query, VectorTarget target, int count, BitSet?[] survivors) =>
        [.. NearestVectors.Of(Snapshot, target, count, query.Exact, survivors).TakeWhile(found => found.Score >= query.LeastCosine)];

    private Hit WordsHit((int Slot, double Score) found) => new(Snapshot.Read(found.Slot), found.Score) { Words = found.Score };

    private Hit CosineHit((int Slot, double Score) found) => new(Snapshot.Read(found.Slot), found.Score) { Cosine = found.Score };
}
