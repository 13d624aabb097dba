namespace Rag.Encoders.Checkpoints;

#pragma warning disable CA1707, CS1591 // the names are the format's and speak for themselves
/// <summary>Element types of the safetensors format, by its own names.</summary>
public enum TensorType
{
    BOOL,
    U8,
    I8,
    F8_E5M2,
    F8_E4M3,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    F64,
    I64,
    U64,
}
#pragma warning restore CA1707, CS1591

/// <summary>Sizes of the element types.</summary>
public static class TensorTypes
{
    /// <summary>Whether its elements are floating point numbers.</summary>
    public static bool IsFloatingPoint(this TensorType type) => type is
        TensorType.F8_E5M2 or TensorType.F8_E4M3 or TensorType.F16 or TensorType.BF16 or TensorType.F32 or TensorType.F64;

    /// <summary>Bytes of an element.</summary>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.BOOL or TensorType.U8 or TensorType.I8 or TensorType.F8_E5M2 or TensorType.F8_E4M3 => 1,
        TensorType.I16 or TensorType.U16 or TensorType.F16 or TensorType.BF16 => 2,
        TensorType.I32 or TensorType.U32 or TensorType.F32 => 4,
        _ => 8,
    };
}
