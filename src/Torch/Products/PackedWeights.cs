using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Matrices;

namespace Rag.Torch;

/// <summary>
/// Weights in the order the kernels read them, made at their first use in inference mode and kept as long as their memory lives
/// unwritten. Without it a product of few rows spends most of its time on packing.
/// </summary>
internal static unsafe class PackedWeights
{
    /// <summary>From so many rows on, packing is a small part of the product and keeping it would waste memory.</summary>
    private const int ManyRows = 512;

    private static readonly ConditionalWeakTable<Storage, Entry> _entries = [];

    /// <summary>The packed transpose of (outputs, inputs) <paramref name="weights"/>, or null where packing them for good does not pay.</summary>
    public static PackedMatrix? Of(torch.Tensor weights, int rows)
    {
        if (!GradMode.IsInference || rows is 1 or >= ManyRows || !weights.IsDense || weights.Offset != 0) return null;
        var (n, k) = (checked((int)weights.Sizes[0]), checked((int)weights.Sizes[1]));
        var (storage, version) = (weights.Storage, weights.Storage.Version);
        if (_entries.TryGetValue(storage, out var entry) && entry.Version == version && entry.Matrix.K == k && entry.Matrix.N == n) return entry.Matrix;
        var packed = new PackedMatrix(k, n, new MatrixView(weights.FloatData, 1, k));
        _entries.AddOrUpdate(storage, new Entry(packed, version));
        return packed;
    }

    private sealed record Entry(PackedMatrix Matrix, int Version);
}
