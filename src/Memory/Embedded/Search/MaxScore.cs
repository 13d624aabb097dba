using Rag.Memory.Embedded.Storage;
using Rag.Memory.Vectors;

namespace Rag.Memory.Embedded.Search;

/// <summary>
/// Finds the best items of a segment without scoring all that hold a word: MaxScore (Turtle and Flood, "Query evaluation:
/// strategies and optimizations", 1995) with bounds for each block of postings (Ding and Suel, "Faster top-k document retrieval
/// using block-max indexes", 2011). The words are in the order of the most they can add. Once the best k together exceed what the
/// first of them add at most, only items that hold one of the others are looked at, and each only as long as it can still win.
/// Scores and order are those of scoring everything.
/// </summary>
internal sealed class MaxScore
{
    // Sums of bounds are rounded in another order than sums of scores.
    private const double Slack = 1 + 1e-9;

    private readonly Bm25 _bm25;
    private readonly Segment _segment;
    private readonly List<Word> _words; // by rising bound
    private readonly double[] _upTo; // what the words up to each add at most
    private readonly double[] _parts; // what each adds to the item in hand, in the order of the query

    private MaxScore(Bm25 bm25, Segment segment, List<Word> words, int queryWords)
    {
        (_bm25, _segment, _words) = (bm25, segment, words);
        _words.Sort((a, b) => a.Bound != b.Bound ? a.Bound.CompareTo(b.Bound) : a.Place.CompareTo(b.Place));
        _parts = new double[queryWords];
        _upTo = new double[words.Count];
        var sum = 0.0;
        for (var i = 0; i < words.Count; i++) _upTo[i] = sum += words[i].Bound;
    }

    /// <summary>A search for the words that the segment holds; null where it holds none.</summary>
    public static MaxScore? Of(Bm25 bm25, Segment segment, IReadOnlyList<WeighedWord> query)
    {
        var words = new List<Word>(query.Count);
        for (var place = 0; place < query.Count; place++)
        {
            var term = segment.Words.Find(query[place].Word);
            if (term >= 0) words.Add(new Word(segment.Words.Walk(term), query[place].Weight, place, bm25));
        }
        return words.Count > 0 ? new MaxScore(bm25, segment, words, query.Count) : null;
    }

    /// <summary>Offers every item that may be among the best.</summary>
    /// <param name="firstSlot">The slot of the segment's first item.</param>
    /// <param name="survivors">The items that may be found; null for all.</param>
    public void Run(int firstSlot, BitSet? survivors, TopScores top)
    {
        var lengths = _segment.Words.Lengths;
        var needed = 0; // the first word that an item must hold, it or a later one
        while (true)
        {
            while (needed < _upTo.Length && _upTo[needed] <= top.Threshold) needed++;
            if (needed == _upTo.Length) return;
            var item = PostingCursor.End;
            for (var i = needed; i < _words.Count; i++) item = Math.Min(item, _words[i].Cursor.Item);
            if (item == PostingCursor.End) return;

            var score = 0.0;
            var isIn = survivors?.Contains(item) != false;
            for (var i = needed; i < _words.Count; i++)
            {
                var word = _words[i];
                if (word.Cursor.Item != item) continue;
                if (isIn) score += Take(word, lengths[item]);
                word.Cursor.Next();
            }
            if (!isIn) continue;
            if (Complete(item, needed, score, lengths[item], top.Threshold)) top.Offer(firstSlot + item, Sum());
            Array.Clear(_parts);
        }
    }

    // Adds what the words before the needed ones give; false once the item cannot win.
    private bool Complete(int item, int needed, double score, int length, double threshold)
    {
        for (var i = needed - 1; i >= 0; i--)
        {
            if (score * Slack + _upTo[i] <= threshold) return false;
            var word = _words[i];
            var before = i > 0 ? _upTo[i - 1] : 0;
            if (score * Slack + before + word.BlockBound(item, _bm25) <= threshold) return false;
            word.Cursor.SeekTo(item);
            if (word.Cursor.Item == item) score += Take(word, length);
        }
        return true;
    }

    private double Take(Word word, int length) => _parts[word.Place] = _bm25.Score(word.Weight, word.Cursor.Count, length);

    // In the order of the query, so that an item's score does not depend on its segment.
    private double Sum()
    {
        var sum = 0.0;
        foreach (var part in _parts) sum += part;
        return sum;
    }

    /// <summary>A word's way through its postings.</summary>
    private sealed class Word
    {
        private int _block = -1;
        private double _blockBound;

        public Word(PostingCursor cursor, double weight, int place, Bm25 bm25)
        {
            (Cursor, Weight, Place) = (cursor, weight, place);
            var most = 0.0;
            foreach (ref readonly var block in cursor.Blocks) most = Math.Max(most, bm25.Bound(weight, block));
            Bound = (cursor.Blocks.IsEmpty ? weight : most) * Slack; // count / (count + norm) stays below 1
        }

        public PostingCursor Cursor { get; }

        public double Weight { get; }

        public int Place { get; }

        /// <summary>The most it adds to any item.</summary>
        public double Bound { get; }

        /// <summary>The most it adds to an item of the block where <paramref name="item"/> belongs.</summary>
        public double BlockBound(int item, Bm25 bm25)
        {
            var block = Cursor.BlockOf(item);
            if (block < 0) return Bound;
            if (block == _block) return _blockBound;
            _block = block;
            return _blockBound = bm25.Bound(Weight, Cursor.Blocks[block]) * Slack;
        }
    }
}
