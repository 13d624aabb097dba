using Rag.Memory.Embedded.Storage;
using Rag.Memory.Vectors;

namespace Rag.Memory.Embedded.Search;

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
            if (segment.Vectors.Count == 0 || !segment.Vectors.AreSound) continue;
            nearest.Clear();
            Choose(segment.Vectors, target.Ef, count, exact, survivors[s]).Search(target, count, survivors[s], nearest);
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
        return segment.Vectors.AreSound && segment.Vectors.Items.BinarySearch(item) >= 0 ? DotProduct.Of(target.Unit, segment.Vectors.All.Of(item)) : null;
    }

    private static IVectorIndex Choose(SegmentVectors vectors, int ef, int count, bool exact, BitSet? survivors)
    {
        if (exact) return new ExactScan(vectors.All);
        var wanted = Math.Max(ef, Rescoring.Candidates(count));
        return vectors.HasGraph && !HnswIndex.IsTooNarrow(survivors?.Count ?? vectors.Count, vectors.Count, wanted)
            ? new HnswIndex(vectors.All, vectors.Codes, vectors.Graph)
            : new CodeScan(vectors.All, vectors.Codes);
    }
}
