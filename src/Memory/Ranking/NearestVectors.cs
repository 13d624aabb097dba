using Rag.Memory.Embedded;
using Rag.Memory.Vectors;

namespace Rag.Memory.Ranking;

/// <summary>Finds the nearest vectors of all segments of a snapshot, each in the way that suits it.</summary>
internal static class NearestVectors
{
    /// <returns>Slots with their cosines, best first; of equals the lower slot first.</returns>
    public static List<(int Slot, double Score)> Of(
        Snapshot snapshot, VectorTarget target, int count, bool exact, IReadOnlyList<BitSet?> survivors)
    {
        var found = new List<(int Slot, double Score)>();
        var nearest = new ScoredHeap();
        for (var s = 0; s < snapshot.Segments.Count; s++)
        {
            var segment = snapshot.Segments[s].Segment;
            if (segment.Vectors == 0 || !segment.HasSoundVectors) continue;
            nearest.Clear();
            Choose(segment, target.Ef, count, exact, survivors[s]).Search(target, count, survivors[s], nearest);
            foreach (var (cosine, item) in nearest.Entries) found.Add((snapshot.FirstSlot(s) + item, cosine));
        }
        found.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Slot.CompareTo(b.Slot));
        if (found.Count > count) found.RemoveRange(count, found.Count - count);
        return found;
    }

    /// <summary>The cosine of one item's embedding and the target, or null where it has none that can be found.</summary>
    public static double? Cosine(Snapshot snapshot, VectorTarget target, int slot)
    {
        var (s, item) = snapshot.Split(slot);
        var segment = snapshot.Segments[s].Segment;
        return segment.HasSoundVectors && segment.VectorItems.BinarySearch(item) >= 0 ? DotProduct.Of(target.Unit, segment.Vector(item)) : null;
    }

    private static IVectorIndex Choose(Segment segment, int ef, int count, bool exact, BitSet? survivors)
    {
        if (exact) return new ExactScan(segment);
        var wanted = Math.Max(ef, Rescoring.Candidates(count));
        return segment.HasGraph && !HnswIndex.IsTooNarrow(survivors?.Count ?? segment.Vectors, segment.Vectors, wanted)
            ? new HnswIndex(segment)
            : new CodeScan(segment);
    }
}
