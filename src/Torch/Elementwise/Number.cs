using System.Runtime.CompilerServices;

namespace Rag.Torch;

/// <summary>Conversion between any two element types; the JIT keeps one branch of each.</summary>
internal static class Number
{
    /// <summary>As C's conversions, with numbers out of range saturated; anything but zero is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Convert<S, T>(S value) where S : unmanaged where T : unmanaged
    {
        if (typeof(S) == typeof(T)) return Unsafe.As<S, T>(ref value);
        if (typeof(S) == typeof(float)) return FromFloat<T>(Unsafe.As<S, float>(ref value));
        if (typeof(S) == typeof(double)) return FromDouble<T>(Unsafe.As<S, double>(ref value));
        if (typeof(S) == typeof(long)) return FromLong<T>(Unsafe.As<S, long>(ref value));
        if (typeof(S) == typeof(int)) return FromLong<T>(Unsafe.As<S, int>(ref value));
        if (typeof(S) == typeof(short)) return FromLong<T>(Unsafe.As<S, short>(ref value));
        if (typeof(S) == typeof(sbyte)) return FromLong<T>(Unsafe.As<S, sbyte>(ref value));
        if (typeof(S) == typeof(byte)) return FromLong<T>(Unsafe.As<S, byte>(ref value));
        if (typeof(S) == typeof(bool)) return FromLong<T>(Unsafe.As<S, bool>(ref value) ? 1 : 0);
        if (typeof(S) == typeof(Half)) return FromFloat<T>((float)Unsafe.As<S, Half>(ref value));
        return FromFloat<T>((float)Unsafe.As<S, BFloat16>(ref value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FromFloat<T>(float value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Unsafe.As<float, T>(ref value);
        if (typeof(T) == typeof(Half)) return As<Half, T>((Half)value);
        if (typeof(T) == typeof(BFloat16)) return As<BFloat16, T>((BFloat16)value);
        return FromDouble<T>(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FromDouble<T>(double value) where T : unmanaged
    {
        if (typeof(T) == typeof(double)) return Unsafe.As<double, T>(ref value);
        if (typeof(T) == typeof(float)) return As<float, T>((float)value);
        if (typeof(T) == typeof(Half)) return As<Half, T>((Half)value);
        if (typeof(T) == typeof(BFloat16)) return As<BFloat16, T>((BFloat16)(float)value);
        if (typeof(T) == typeof(bool)) return As<bool, T>(value != 0);
        return FromLong<T>((long)value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FromLong<T>(long value) where T : unmanaged
    {
        if (typeof(T) == typeof(long)) return Unsafe.As<long, T>(ref value);
        if (typeof(T) == typeof(int)) return As<int, T>((int)value);
        if (typeof(T) == typeof(short)) return As<short, T>((short)value);
        if (typeof(T) == typeof(sbyte)) return As<sbyte, T>((sbyte)value);
        if (typeof(T) == typeof(byte)) return As<byte, T>((byte)value);
        if (typeof(T) == typeof(bool)) return As<bool, T>(value != 0);
        if (typeof(T) == typeof(float)) return As<float, T>(value);
        if (typeof(T) == typeof(double)) return As<double, T>(value);
        if (typeof(T) == typeof(Half)) return As<Half, T>((Half)(float)value);
        return As<BFloat16, T>((BFloat16)(float)value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T As<S, T>(S value) where S : unmanaged where T : unmanaged => Unsafe.As<S, T>(ref value);
}
