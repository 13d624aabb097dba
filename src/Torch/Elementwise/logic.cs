using System.Numerics;

namespace Rag.Torch;

public static partial class torch
{
    public static Tensor logical_and(Tensor left, Tensor right) => Logic.Bool<Logic.And>(left, right);

    public static Tensor logical_or(Tensor left, Tensor right) => Logic.Bool<Logic.Or>(left, right);

    public static Tensor logical_xor(Tensor left, Tensor right) => Logic.Bool<Logic.Xor>(left, right);

    public static Tensor logical_not(Tensor input) => input.eq(0);

    public static Tensor bitwise_and(Tensor left, Tensor right) => Logic.Bits<Logic.And>(left, right);

    public static Tensor bitwise_or(Tensor left, Tensor right) => Logic.Bits<Logic.Or>(left, right);

    public static Tensor bitwise_xor(Tensor left, Tensor right) => Logic.Bits<Logic.Xor>(left, right);

    public static Tensor bitwise_not(Tensor input) => input.dtype == ScalarType.Bool ? logical_not(input) : -input - 1;
}

public static class LogicTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor logical_and(torch.Tensor other) => torch.logical_and(input, other);

        public torch.Tensor logical_or(torch.Tensor other) => torch.logical_or(input, other);

        public torch.Tensor logical_xor(torch.Tensor other) => torch.logical_xor(input, other);

        public torch.Tensor logical_not() => torch.logical_not(input);

        public torch.Tensor bitwise_and(torch.Tensor other) => torch.bitwise_and(input, other);

        public torch.Tensor bitwise_or(torch.Tensor other) => torch.bitwise_or(input, other);

        public torch.Tensor bitwise_xor(torch.Tensor other) => torch.bitwise_xor(input, other);

        public torch.Tensor bitwise_not() => torch.bitwise_not(input);
    }
}

internal static class Logic
{
    public static torch.Tensor Bool<F>(torch.Tensor left, torch.Tensor right) where F : struct, INumberBinary
    {
        using var a = Conversion.Borrow(left, torch.ScalarType.Bool);
        using var b = Conversion.Borrow(right, torch.ScalarType.Bool);
        return Binary.MapNumbers<F>(a.Tensor, b.Tensor);
    }

    public static torch.Tensor Bits<F>(torch.Tensor left, torch.Tensor right) where F : struct, INumberBinary
    {
        if (!torch.is_integral(left) || !torch.is_integral(right))
            throw new ArgumentException($"Bits of {left.dtype} and {right.dtype} were asked for; only integers and bool have them.");
        return Binary.MapNumbers<F>(left, right);
    }

    internal readonly struct And : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => T.CreateTruncating(long.CreateTruncating(a) & long.CreateTruncating(b));
    }

    internal readonly struct Or : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => T.CreateTruncating(long.CreateTruncating(a) | long.CreateTruncating(b));
    }

    internal readonly struct Xor : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => T.CreateTruncating(long.CreateTruncating(a) ^ long.CreateTruncating(b));
    }
}
