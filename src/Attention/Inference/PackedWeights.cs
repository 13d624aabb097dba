using System.Runtime.CompilerServices;

namespace Rag.Attention.Inference;

/// <summary>
/// Weights in the order in which oneDNN reads them, made at their first use and kept until the parameter dies or is written to.
/// Layers that read the same input are one matrix.
/// </summary>
/// <param name="Weight">As <see cref="LibTorch.Pack"/> gives it, its layers' outputs one after the other.</param>
/// <param name="Bias">(outputs)</param>
internal sealed record PackedWeights(Tensor Weight, Tensor? Bias)
{
    private static readonly ConditionalWeakTable<Parameter, Entry> _entries = [];

    /// <summary>Null where oneDNN cannot serve.</summary>
    /// <param name="layers">Of one number of inputs; a layer is always asked for in the same company.</param>
    public static PackedWeights? Of(params ReadOnlySpan<Linear> layers)
    {
        var key = layers[0].weight!;
        if (!LibTorch.HasOneDnn || key.device_type != DeviceType.CPU || key.dtype is not (ScalarType.Float32 or ScalarType.BFloat16)) return null;
        if (_entries.TryGetValue(key, out var entry) && entry.IsOf(layers)) return entry.Packed;
        entry = Entry.Of(layers);
        _entries.AddOrUpdate(key, entry);
        return entry.Packed;
    }

    private static PackedWeights Pack(ReadOnlySpan<Linear> layers)
    {
        if (layers.Length == 1) return new PackedWeights(LibTorch.Pack(layers[0].weight!).DetachFromDisposeScope(), layers[0].bias);
        using var scope = NewDisposeScope();
        var weight = LibTorch.Pack(torch.cat([.. layers.ToArray().Select(layer => layer.weight!)], 0));
        var bias = layers.ToArray().All(layer => layer.bias is null)
            ? null
            : torch.cat([.. layers.ToArray().Select(layer => layer.bias as Tensor ?? layer.weight!.new_zeros(layer.weight.shape[0]))], 0);
        return new PackedWeights(weight.DetachFromDisposeScope(), bias?.DetachFromDisposeScope());
    }

    /// <param name="Writes">How often each parameter had been written to; null where libtorch does not count.</param>
    private sealed record Entry(PackedWeights Packed, int Layers, long? Writes)
    {
        public static Entry Of(ReadOnlySpan<Linear> layers) => new(Pack(layers), layers.Length, Count(layers));

        public bool IsOf(ReadOnlySpan<Linear> layers) => Layers == layers.Length && Count(layers) == Writes;

        private static long? Count(ReadOnlySpan<Linear> layers)
        {
            long sum = 0;
            foreach (var layer in layers)
            {
                if (LibTorch.IsInference(layer.weight!)) return null;
                sum += LibTorch.Writes(layer.weight!);
                if (layers.Length > 1 && layer.bias is { } bias) sum += LibTorch.Writes(bias);
            }
            return sum;
        }
    }
}
