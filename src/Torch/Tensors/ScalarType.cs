namespace Rag.Torch;

public static partial class torch
{
    /// <summary>Element types. float32, int64 and bool compute; the others are for storage and convert.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        Bool = 11,
        BFloat16 = 15,
    }

    public const ScalarType @bool = ScalarType.Bool;
    public const ScalarType uint8 = ScalarType.Byte;
    public const ScalarType int8 = ScalarType.Int8;
    public const ScalarType int16 = ScalarType.Int16;
    public const ScalarType int32 = ScalarType.Int32;
    public const ScalarType int64 = ScalarType.Int64;
    public const ScalarType float16 = ScalarType.Float16;
    public const ScalarType bfloat16 = ScalarType.BFloat16;
    public const ScalarType float32 = ScalarType.Float32;
    public const ScalarType float64 = ScalarType.Float64;

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_integral(Tensor t) => is_integral(t.dtype);

    public static bool is_floating_point(Tensor input) => is_floating_point(input.dtype);
}

/// <summary>Facts about element types that several operations need.</summary>
internal static class ElementTypes
{
    public static int Size(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such element type."),
    };

    public static torch.ScalarType Of<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return torch.ScalarType.Float32;
        if (typeof(T) == typeof(long)) return torch.ScalarType.Int64;
        if (typeof(T) == typeof(bool)) return torch.ScalarType.Bool;
        if (typeof(T) == typeof(double)) return torch.ScalarType.Float64;
        if (typeof(T) == typeof(int)) return torch.ScalarType.Int32;
        if (typeof(T) == typeof(byte)) return torch.ScalarType.Byte;
        if (typeof(T) == typeof(sbyte)) return torch.ScalarType.Int8;
        if (typeof(T) == typeof(short)) return torch.ScalarType.Int16;
        if (typeof(T) == typeof(Half)) return torch.ScalarType.Float16;
        if (typeof(T) == typeof(BFloat16)) return torch.ScalarType.BFloat16;
        throw new NotSupportedException($"A tensor cannot hold elements of type {typeof(T)}.");
    }

    /// <summary>The type PyTorch computes in when elements of both types meet.</summary>
    public static torch.ScalarType Promote(torch.ScalarType a, torch.ScalarType b)
    {
        if (a == b) return a;
        var (rankA, rankB) = (Category(a), Category(b));
        if (rankA != rankB) return rankA > rankB ? a : b;
        if (rankA == 2) return a.Size() == b.Size() ? torch.ScalarType.Float32 : a.Size() > b.Size() ? a : b;
        if (a.Size() != b.Size()) return a.Size() > b.Size() ? a : b;
        return torch.ScalarType.Int16; // uint8 with int8
    }

    /// <summary>As <see cref="Promote(torch.ScalarType, torch.ScalarType)"/>, where a tensor without dimensions yields to one of its own category.</summary>
    public static torch.ScalarType Promote(torch.Tensor a, torch.Tensor b)
    {
        if (a.dtype == b.dtype) return a.dtype;
        if (a.Rank == 0 != (b.Rank == 0))
        {
            var (full, scalar) = a.Rank == 0 ? (b.dtype, a.dtype) : (a.dtype, b.dtype);
            if (Category(full) >= Category(scalar)) return full;
            return scalar == torch.ScalarType.Float64 ? torch.ScalarType.Float32 : scalar;
        }
        return Promote(a.dtype, b.dtype);
    }

    /// <summary>0 for bool, 1 for integers, 2 for floating point.</summary>
    public static int Category(this torch.ScalarType type) =>
        type == torch.ScalarType.Bool ? 0 : torch.is_floating_point(type) ? 2 : 1;
}
