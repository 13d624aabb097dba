using System.Runtime.CompilerServices;

namespace Rag.Torch.Kernels.Lanes;

/// <summary>One float: machines without vector registers, or with them switched off.</summary>
internal readonly unsafe struct Lanes32 : ILanes<Lanes32>
{
    private readonly float _v;

    private Lanes32(float v) => _v = v;

    public static int Count => 1;

    public static int TileRows => 6;

    public static Lanes32 Broadcast(float value) => new(value);

    public static Lanes32 Load(float* source) => new(*source);

    public static Lanes32 LoadPartial(float* source, int count) => new(count > 0 ? *source : 0);

    public static Lanes32 LoadBytes(sbyte* source) => new(*source);

    public void Store(float* destination) => *destination = _v;

    public void StorePartial(float* destination, int count)
    {
        if (count > 0) *destination = _v;
    }

    public static Lanes32 operator +(Lanes32 a, Lanes32 b) => new(a._v + b._v);

    public static Lanes32 operator -(Lanes32 a, Lanes32 b) => new(a._v - b._v);

    public static Lanes32 operator *(Lanes32 a, Lanes32 b) => new(a._v * b._v);

    public static Lanes32 operator /(Lanes32 a, Lanes32 b) => new(a._v / b._v);

    public static Lanes32 MultiplyAdd(Lanes32 a, Lanes32 b, Lanes32 c) => new((a._v * b._v) + c._v);

    public static Lanes32 Max(Lanes32 a, Lanes32 b) => a._v > b._v ? a : b;

    public static Lanes32 Min(Lanes32 a, Lanes32 b) => a._v < b._v ? a : b;

    public static Lanes32 Sqrt(Lanes32 x) => new(MathF.Sqrt(x._v));

    public static Lanes32 Abs(Lanes32 x) => new(MathF.Abs(x._v));

    public static Lanes32 Round(Lanes32 x) => new(MathF.Round(x._v));

    public static Lanes32 Greater(Lanes32 a, Lanes32 b) => Mask(a._v > b._v);

    public static Lanes32 Equal(Lanes32 a, Lanes32 b) => Mask(a._v == b._v);

    public static Lanes32 Select(Lanes32 mask, Lanes32 yes, Lanes32 no) => Bits(mask._v) != 0 ? yes : no;

    public static Lanes32 PowerOfTwo(Lanes32 n) => new(BitConverter.Int32BitsToSingle(((int)n._v + 127) << 23));

    public static Lanes32 SplitExponent(Lanes32 x, out Lanes32 mantissa)
    {
        mantissa = new(BitConverter.Int32BitsToSingle((Bits(x._v) & 0x7FFFFF) | 0x3F800000));
        return new((Bits(x._v) >> 23) - 127);
    }

    public static float Sum(Lanes32 x) => x._v;

    public static float Largest(Lanes32 x) => x._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bits(float x) => BitConverter.SingleToInt32Bits(x);

    private static Lanes32 Mask(bool set) => new(BitConverter.Int32BitsToSingle(set ? -1 : 0));
}
