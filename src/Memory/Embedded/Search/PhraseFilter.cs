using System.Text;
using Rag.Memory.Embedded.Storage;
using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Search;

/// <summary>
/// Finds the items that hold phrases: those that hold all their words, by the postings, and of these the ones whose stored text,
/// cut into words again, has them side by side. The postings need no positions for that; a phrase of very frequent words
/// costs a look at every text that holds them.
/// </summary>
internal static class PhraseFilter
{
    /// <param name="segment">Where to look.</param>
    /// <param name="phrases">What the items must hold.</param>
    /// <param name="survivors">The items to look at; null for all.</param>
    public static BitSet Narrow(Segment segment, Phrases phrases, BitSet? survivors)
    {
        var found = new BitSet(segment.Items.Count);
        var cursors = new List<PostingCursor>();
        foreach (var word in phrases.Words)
        {
            if (segment.Words.Find(Encoding.UTF8.GetBytes(word)) is var term and >= 0) cursors.Add(segment.Words.Walk(term));
            else return found;
        }
        for (var item = 0; ;)
        {
            var agreed = item;
            foreach (var cursor in cursors)
            {
                cursor.SeekTo(agreed);
                agreed = cursor.Item;
            }
            if (agreed == PostingCursor.End) return found;
            if (agreed == item)
            {
                if (survivors?.Contains(item) != false && segment.Items.TryRead(item) is { } readable && phrases.AreIn(readable)) found.Add(item);
                agreed++;
            }
            item = agreed;
        }
    }
}
