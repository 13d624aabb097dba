using System.Runtime.Intrinsics.X86;

namespace Rag.Attention.Inference;

/// <summary>The numbers a model computes with when it only encodes or answers. It is trained, and checked, in float32.</summary>
public enum Precision
{
    /// <summary>bfloat16 where the processor multiplies it by itself, else float32.</summary>
    Fastest,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16: half the memory; a cosine to float32's embeddings above .999.</summary>
    Bf16,
}

/// <summary>What a precision means on this machine.</summary>
public static class Precisions
{
    /// <summary>Whether the processor has AVX512-BF16 (which every one with AMX-BF16 has): CPUID leaf 7.1, EAX bit 5.</summary>
    public static bool ProcessorHasBFloat16 { get; } =
        X86Base.IsSupported && Avx512F.IsSupported && X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    /// <summary>Whether oneDNN packs bfloat16 weights here; elsewhere libtorch's own layers read them, slowly.</summary>
    internal static bool ProcessorPacksBFloat16 { get; } = Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported;

    /// <summary>The type of a model's numbers.</summary>
    public static ScalarType Type(this Precision precision) => precision switch
    {
        Precision.Fp32 => ScalarType.Float32,
        Precision.Bf16 => ScalarType.BFloat16,
        _ => ProcessorHasBFloat16 && LibTorch.HasOneDnn ? ScalarType.BFloat16 : ScalarType.Float32,
    };
}
