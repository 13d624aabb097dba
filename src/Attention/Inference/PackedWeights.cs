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

    /// <summary>Null where torch's own layers serve: outside of inference mode, in mixed precision, without oneDNN.</summary>
    /// <param name="x">What the layers are to read.</param>
    /// <param name="layers">Of one number of inputs; a layer is always asked for in the same company.</param>
    public static PackedWeights? Of(Tensor x, params ReadOnlySpan<Linear> layers)
    {
        var key = layers[0].weight!;
        if (!Serve(x, key)) return null;
        var writes = Writes(layers);
        if (_entries.TryGetValue(key, out var entry) && entry.Layers == layers.Length && entry.Writes == writes) return entry.Packed;
        return Keep(key, new Entry(Pack(layers), layers.Length, writes));
    }

    /// <summary>The same for a convolution: (outputs, kernel * inputs).</summary>
    public static PackedWeights? Of(Tensor x, Conv1d convolution)
    {
        var key = convolution.weight!;
        if (!Serve(x, key)) return null;
        var writes = Writes(key);
        if (_entries.TryGetValue(key, out var entry) && entry.Writes == writes) return entry.Packed;
        using var scope = NewDisposeScope();
        var matrix = key.transpose(1, 2).flatten(1); // (outputs, kernel * inputs)
        return Keep(key, new Entry(new PackedWeights(LibTorch.Pack(matrix).DetachFromDisposeScope(), convolution.bias), 1, writes));
    }

    private static bool Serve(Tensor x, Parameter weight) =>
        torch.is_inference_mode_enabled() && LibTorch.HasOneDnn
        && x.dtype == weight.dtype && weight.device_type == DeviceType.CPU
        && (weight.dtype == ScalarType.Float32 || (weight.dtype == ScalarType.BFloat16 && Precisions.ProcessorPacksBFloat16));

    private static PackedWeights Keep(Parameter key, Entry entry)
    {
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

    private static long? Writes(ReadOnlySpan<Linear> layers)
    {
        long? sum = 0;
        foreach (var layer in layers)
        {
            sum += Writes(layer.weight!);
            if (layers.Length > 1 && layer.bias is { } bias) sum += Writes(bias);
        }
        return sum;
    }

    private static long? Writes(Parameter parameter) => LibTorch.IsInference(parameter) ? null : LibTorch.Writes(parameter);

    /// <param name="Writes">How often each parameter had been written to; null where libtorch does not count.</param>
    private sealed record Entry(PackedWeights Packed, int Layers, long? Writes);
}
