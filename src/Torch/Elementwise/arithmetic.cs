using System.Numerics;
using Rag.Torch.Kernels.Functions;

namespace Rag.Torch;

public static partial class torch
{
    public static Tensor add(Tensor left, Tensor right) =>
        Tape.Record(Binary.Map<Add, Arithmetic.Plus>(left, right), [left, right], [], 0, static (_, gradient, _) => [gradient, gradient]);

    public static Tensor add(Tensor left, Scalar right)
    {
        using var number = Arithmetic.Operand(right, left);
        return Tape.Record(Binary.Map<Add, Arithmetic.Plus>(left, number), [left], [], 0, static (_, gradient, _) => [gradient]);
    }

    /// <summary>left + alpha right</summary>
    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => add(left, mul(right, alpha));

    public static Tensor sub(Tensor left, Tensor right) =>
        Tape.Record(Binary.Map<Subtract, Arithmetic.Minus>(left, right), [left, right], [], 0, static (saved, gradient, _) =>
            [gradient, saved.Needs(1) ? -gradient : null]);

    public static Tensor sub(Tensor left, Scalar right)
    {
        using var number = Arithmetic.Operand(right, left);
        return Tape.Record(Binary.Map<Subtract, Arithmetic.Minus>(left, number), [left], [], 0, static (_, gradient, _) => [gradient]);
    }

    public static Tensor mul(Tensor left, Tensor right) =>
        Tape.Record(Binary.Map<Multiply, Arithmetic.Times>(left, right), [left, right], [left, right], 0, static (saved, gradient, _) =>
            [saved.Needs(0) ? gradient * saved[1] : null, saved.Needs(1) ? gradient * saved[0] : null]);

    public static Tensor mul(Tensor left, Scalar right)
    {
        using var number = Arithmetic.Operand(right, left);
        return Tape.Record(Binary.Map<Multiply, Arithmetic.Times>(left, number), [left], [], right, static (_, gradient, right) => [gradient * right]);
    }

    /// <summary>left / right; integers divide to float32 unless a rounding mode is given.</summary>
    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None)
    {
        if (rounding_mode != RoundingMode.None) return Arithmetic.RoundedDivide(left, right, rounding_mode);
        using var a = Floats.Borrow(left);
        using var b = Floats.Borrow(right);
        return Tape.Record(Binary.Map<Divide, Arithmetic.Over>(a.Tensor, b.Tensor), [left, right], [left, right], 0, static (saved, gradient, _) =>
        [
            saved.Needs(0) ? gradient / saved[1] : null,
            saved.Needs(1) ? -(gradient * saved[0]) / (saved[1] * saved[1]) : null,
        ]);
    }

    public static Tensor div(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None)
    {
        using var number = Arithmetic.Operand(right, left);
        if (rounding_mode != RoundingMode.None) return Arithmetic.RoundedDivide(left, number, rounding_mode);
        using var a = Floats.Borrow(left);
        return Tape.Record(Binary.Map<Divide, Arithmetic.Over>(a.Tensor, number), [left], [], right, static (_, gradient, right) => [gradient / right]);
    }

    /// <summary>The remainder with the sign of the divisor, as Python's %.</summary>
    public static Tensor remainder(Tensor left, Tensor right) =>
        Tape.Record(Binary.MapNumbers<Arithmetic.Remainder>(left, right), [left, right], [left, right], 0, static (saved, gradient, _) =>
            [gradient, saved.Needs(1) ? -(gradient * floor(saved[0] / saved[1])) : null]);

    public static Tensor remainder(Tensor left, Scalar right)
    {
        using var number = Arithmetic.Operand(right, left);
        return Tape.Record(Binary.MapNumbers<Arithmetic.Remainder>(left, number), [left], [], 0, static (_, gradient, _) => [gradient]);
    }

    public static Tensor floor_divide(Tensor input, Tensor other) => Arithmetic.RoundedDivide(input, other, RoundingMode.floor);

    public static Tensor pow(Tensor left, Scalar exponent)
    {
        if (exponent.AsDouble == 2) return left.square();
        using var number = Arithmetic.Operand(exponent, left);
        return Tape.Record(Binary.MapNumbers<Arithmetic.Power>(left, number), [left], [left], exponent.AsDouble, static (saved, gradient, exponent) =>
            [gradient * (pow(saved[0], exponent - 1) * exponent)]);
    }

    public static Tensor pow(Tensor left, Tensor exponent) =>
        Tape.Record(Binary.MapNumbers<Arithmetic.Power>(left, exponent), [left, exponent], [left, exponent], 0, static (saved, gradient, _) =>
        [
            saved.Needs(0) ? gradient * saved[1] * pow(saved[0], saved[1] - 1) : null,
            saved.Needs(1) ? gradient * pow(saved[0], saved[1]) * log(saved[0]) : null,
        ]);

    /// <summary>The larger of each pair; where they are equal each gets half of the gradient. NaN wins.</summary>
    public static Tensor maximum(Tensor input, Tensor other) =>
        Tape.Record(Binary.Map<Maximum, Arithmetic.Larger>(input, other), [input, other], [input, other], 0, static (saved, gradient, _) =>
            Arithmetic.Chosen(gradient, saved[0].gt(saved[1]), saved[0].eq(saved[1])));

    public static Tensor minimum(Tensor input, Tensor other) =>
        Tape.Record(Binary.Map<Minimum, Arithmetic.Smaller>(input, other), [input, other], [input, other], 0, static (saved, gradient, _) =>
            Arithmetic.Chosen(gradient, saved[0].lt(saved[1]), saved[0].eq(saved[1])));

    /// <summary>input + value tensor1 tensor2</summary>
    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input + tensor1 * tensor2 * value;

    /// <summary>input + value tensor1 / tensor2</summary>
    public static Tensor addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input + tensor1 / tensor2 * value;

    /// <summary>input + weight (end - input)</summary>
    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input + weight * (end - input);

    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }
}

public static class ArithmeticTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor add(torch.Tensor target) => torch.add(input, target);

        public torch.Tensor add(torch.Tensor target, Scalar alpha) => torch.add(input, target, alpha);

        public torch.Tensor add(Scalar scalar) => torch.add(input, scalar);

        public torch.Tensor sub(torch.Tensor target) => torch.sub(input, target);

        public torch.Tensor sub(Scalar target) => torch.sub(input, target);

        public torch.Tensor mul(torch.Tensor target) => torch.mul(input, target);

        public torch.Tensor mul(Scalar target) => torch.mul(input, target);

        public torch.Tensor div(torch.Tensor target, torch.RoundingMode rounding_mode = torch.RoundingMode.None) => torch.div(input, target, rounding_mode);

        public torch.Tensor div(Scalar target, torch.RoundingMode rounding_mode = torch.RoundingMode.None) => torch.div(input, target, rounding_mode);

        public torch.Tensor remainder(torch.Tensor target) => torch.remainder(input, target);

        public torch.Tensor remainder(Scalar scalar) => torch.remainder(input, scalar);

        public torch.Tensor floor_divide(torch.Tensor other) => torch.floor_divide(input, other);

        public torch.Tensor pow(Scalar exponent) => torch.pow(input, exponent);

        public torch.Tensor pow(torch.Tensor exponent) => torch.pow(input, exponent);

        public torch.Tensor maximum(torch.Tensor other) => torch.maximum(input, other);

        public torch.Tensor minimum(torch.Tensor other) => torch.minimum(input, other);

        public torch.Tensor addcmul(torch.Tensor tensor1, torch.Tensor tensor2, Scalar value) => torch.addcmul(input, tensor1, tensor2, value);

        public torch.Tensor addcdiv(torch.Tensor tensor1, torch.Tensor tensor2, Scalar value) => torch.addcdiv(input, tensor1, tensor2, value);

        public torch.Tensor lerp(torch.Tensor end, torch.Tensor weight) => torch.lerp(input, end, weight);
    }
}

internal static class Arithmetic
{
    /// <summary>A number as a tensor of the type in which it meets <paramref name="other"/>.</summary>
    public static torch.Tensor Operand(Scalar number, torch.Tensor other) =>
        New.Of(number, number.Type.Category() > other.dtype.Category() ? New.DefaultType(number) : other.dtype);

    public static torch.Tensor ReverseSubtract(torch.Tensor subtrahend, Scalar number)
    {
        using var minuend = Operand(number, subtrahend);
        return Tape.Record(Binary.Map<Subtract, Minus>(minuend, subtrahend), [subtrahend], [], 0, static (_, gradient, _) => [-gradient], "sub");
    }

    public static torch.Tensor RoundedDivide(torch.Tensor left, torch.Tensor right, torch.RoundingMode mode) =>
        mode == torch.RoundingMode.floor ? Binary.MapNumbers<FloorDivide>(left, right) : Binary.MapNumbers<TruncatedDivide>(left, right);

    /// <summary>The gradient where the first operand was chosen, where the second was, and half of it where they were equal.</summary>
    public static torch.Tensor?[] Chosen(torch.Tensor gradient, torch.Tensor first, torch.Tensor equal)
    {
        var toFirst = gradient * (first.to_type(torch.ScalarType.Float32) + equal.to_type(torch.ScalarType.Float32) * 0.5);
        return [toFirst, gradient - toFirst];
    }

    internal readonly struct Plus : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;
    }

    internal readonly struct Minus : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => a - b;
    }

    internal readonly struct Times : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;
    }

    internal readonly struct Over : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => a / b;
    }

    internal readonly struct Larger : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => T.Max(a, b);
    }

    internal readonly struct Smaller : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => T.Min(a, b);
    }

    internal readonly struct Remainder : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T>
        {
            var rest = a % b;
            return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
        }
    }

    internal readonly struct FloorDivide : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => (a - Remainder.OfNumbers(a, b)) / b;
    }

    internal readonly struct TruncatedDivide : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => (a - a % b) / b;
    }

    internal readonly struct Power : INumberBinary
    {
        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> =>
            T.CreateTruncating(Math.Pow(double.CreateTruncating(a), double.CreateTruncating(b)));
    }
}

/// <summary>Operands of functions that compute in floating point whatever they are given.</summary>
internal static class Floats
{
    public static Conversion.Borrowed Borrow(torch.Tensor tensor) =>
        Conversion.Borrow(tensor, torch.is_floating_point(tensor.dtype) ? tensor.dtype : torch.ScalarType.Float32);
}
