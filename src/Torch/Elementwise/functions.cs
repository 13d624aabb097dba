using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch;

public static partial class torch
{
    public static Tensor exp(Tensor input) => Pointwise.SavingOutput<Exp, ExpGradient>(input);

    /// <summary>1 / (1 + exp(-x))</summary>
    public static Tensor sigmoid(Tensor input) => Pointwise.SavingOutput<Sigmoid, SigmoidGradient>(input);

    public static Tensor tanh(Tensor input) => Pointwise.SavingOutput<Tanh, TanhGradient>(input);

    public static Tensor sqrt(Tensor input) => Pointwise.SavingOutput<Sqrt, SqrtGradient>(input);

    public static Tensor rsqrt(Tensor input) => Pointwise.SavingOutput<ReciprocalSqrt, Pointwise.RsqrtGradient>(input);

    public static Tensor reciprocal(Tensor input) => Pointwise.SavingOutput<Reciprocal, Pointwise.ReciprocalGradient>(input);

    public static Tensor log(Tensor input) => Pointwise.SavingInput<Log, LogGradient>(input);

    public static Tensor log2(Tensor input) => log(input) * (1 / Math.Log(2));

    public static Tensor log10(Tensor input) => log(input) * (1 / Math.Log(10));

    public static Tensor log1p(Tensor input) => Pointwise.ScalarSavingInput<Pointwise.Log1p, Pointwise.Log1pGradient>(input);

    public static Tensor expm1(Tensor input) => Pointwise.ScalarSavingOutput<Pointwise.Expm1, Pointwise.Expm1Gradient>(input);

    public static Tensor sin(Tensor input)
    {
        using var x = Pointwise.Operand(input);
        return Tape.Record(Unary.MapScalar<Pointwise.Sin>(x.Tensor), [input], [x.Tensor], 0, static (saved, gradient, _) => [gradient * cos(saved[0])]);
    }

    public static Tensor cos(Tensor input)
    {
        using var x = Pointwise.Operand(input);
        return Tape.Record(Unary.MapScalar<Pointwise.Cos>(x.Tensor), [input], [x.Tensor], 0, static (saved, gradient, _) => [-(gradient * sin(saved[0]))]);
    }

    public static Tensor erf(Tensor input)
    {
        using var x = Pointwise.Operand(input);
        return Tape.Record(Unary.MapScalar<Pointwise.Erf>(x.Tensor), [input], [x.Tensor], 0, static (saved, gradient, _) =>
            [gradient * exp(-saved[0].square()) * (2 / Math.Sqrt(Math.PI))]);
    }

    public static Tensor abs(Tensor input)
    {
        if (is_integral(input)) return maximum(input, neg(input));
        return Pointwise.SavingInput<Abs, Pointwise.AbsoluteGradient>(input);
    }

    public static Tensor neg(Tensor input) => input * -1;

    public static Tensor square(Tensor input) =>
        Tape.Record(Binary.Map<Multiply, Arithmetic.Times>(input, input), [input], [input], 0, static (saved, gradient, _) => [gradient * saved[0] * 2]);

    public static Tensor floor(Tensor input) => Pointwise.Constant<Pointwise.Floor>(input);

    public static Tensor ceil(Tensor input) => Pointwise.Constant<Pointwise.Ceiling>(input);

    /// <summary>To the nearest integer, halves to even.</summary>
    public static Tensor round(Tensor input, long decimals = 0L)
    {
        if (decimals == 0) return Pointwise.Constant<Pointwise.Round>(input);
        var scale = Math.Pow(10, decimals);
        return Pointwise.Constant<Pointwise.Round>(input * scale) / scale;
    }

    public static Tensor trunc(Tensor input) => Pointwise.Constant<Pointwise.Truncate>(input);

    public static Tensor sign(Tensor input) => Pointwise.Constant<Pointwise.Sign>(input);

    public static Tensor isnan(Tensor input) => input.ne(input);

    public static Tensor isinf(Tensor tensor) => abs(tensor).eq(double.PositiveInfinity);

    public static Tensor isfinite(Tensor tensor) => abs(tensor).lt(double.PositiveInfinity);

    /// <summary>Limits to [min, max]; no gradient flows where a limit holds.</summary>
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null)
    {
        if (min is null && max is null) throw new ArgumentException("clamp wants a minimum, a maximum or both.", nameof(min));
        using var low = Arithmetic.Operand(min ?? double.NegativeInfinity, input);
        using var high = Arithmetic.Operand(max ?? double.PositiveInfinity, input);
        using var raised = min is null ? input.detach() : Binary.Map<Maximum, Arithmetic.Larger>(input, low);
        var result = max is null ? raised.alias() : Binary.Map<Minimum, Arithmetic.Smaller>(raised, high);
        return Tape.Record(result, [input], [input], (min, max), static (saved, gradient, limits) =>
        {
            var inside = limits.min is { } min ? saved[0].ge(min) : saved[0].eq(saved[0]);
            if (limits.max is { } max) inside = inside.logical_and(saved[0].le(max));
            return [gradient * inside];
        });
    }

    public static Tensor clip(Tensor input, Scalar? min = null, Scalar? max = null) => clamp(input, min, max);
}

public static class FunctionsTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor exp() => torch.exp(input);

        public torch.Tensor sigmoid() => torch.sigmoid(input);

        public torch.Tensor tanh() => torch.tanh(input);

        public torch.Tensor sqrt() => torch.sqrt(input);

        public torch.Tensor rsqrt() => torch.rsqrt(input);

        public torch.Tensor reciprocal() => torch.reciprocal(input);

        public torch.Tensor log() => torch.log(input);

        public torch.Tensor log2() => torch.log2(input);

        public torch.Tensor log10() => torch.log10(input);

        public torch.Tensor log1p() => torch.log1p(input);

        public torch.Tensor expm1() => torch.expm1(input);

        public torch.Tensor sin() => torch.sin(input);

        public torch.Tensor cos() => torch.cos(input);

        public torch.Tensor erf() => torch.erf(input);

        public torch.Tensor abs() => torch.abs(input);

        public torch.Tensor neg() => torch.neg(input);

        public torch.Tensor negative() => torch.neg(input);

        public torch.Tensor square() => torch.square(input);

        public torch.Tensor floor() => torch.floor(input);

        public torch.Tensor ceil() => torch.ceil(input);

        public torch.Tensor round(long decimals = 0L) => torch.round(input, decimals);

        public torch.Tensor trunc() => torch.trunc(input);

        public torch.Tensor sign() => torch.sign(input);

        public torch.Tensor isnan() => torch.isnan(input);

        public torch.Tensor isinf() => torch.isinf(input);

        public torch.Tensor isfinite() => torch.isfinite(input);

        public torch.Tensor clamp(Scalar? min = null, Scalar? max = null) => torch.clamp(input, min, max);

        public torch.Tensor clip(Scalar? min = null, Scalar? max = null) => torch.clamp(input, min, max);

        public torch.Tensor clamp_min(Scalar min) => torch.clamp(input, min);

        public torch.Tensor clamp_max(Scalar max) => torch.clamp(input, null, max);
    }
}

internal static class Pointwise
{
    /// <summary>Integers become float32 first.</summary>
    public static Conversion.Borrowed Operand(torch.Tensor input) =>
        Conversion.Borrow(input, torch.is_integral(input) ? torch.ScalarType.Float32 : input.dtype);

    /// <summary>A function whose gradient, given that of the output, follows from the output.</summary>
    public static torch.Tensor SavingOutput<F, G>(torch.Tensor input, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
        where F : struct, IUnary where G : struct, IBinary
    {
        using var x = Operand(input);
        var y = Unary.Map<F>(x.Tensor);
        return Tape.Record(y, [input], [y], 0, static (saved, gradient, _) => [Binary.MapFloats<G>(saved[0], gradient)], name);
    }

    /// <summary>A function whose gradient, given that of the output, follows from the input.</summary>
    public static torch.Tensor SavingInput<F, G>(torch.Tensor input, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
        where F : struct, IUnary where G : struct, IBinary
    {
        using var x = Operand(input);
        return Tape.Record(Unary.Map<F>(x.Tensor), [input], [x.Tensor], 0, static (saved, gradient, _) => [Binary.MapFloats<G>(saved[0], gradient)], name);
    }

    public static torch.Tensor ScalarSavingOutput<F, G>(torch.Tensor input, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
        where F : struct, IScalarUnary where G : struct, IBinary
    {
        using var x = Operand(input);
        var y = Unary.MapScalar<F>(x.Tensor);
        return Tape.Record(y, [input], [y], 0, static (saved, gradient, _) => [Binary.MapFloats<G>(saved[0], gradient)], name);
    }

    public static torch.Tensor ScalarSavingInput<F, G>(torch.Tensor input, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
        where F : struct, IScalarUnary where G : struct, IBinary
    {
        using var x = Operand(input);
        return Tape.Record(Unary.MapScalar<F>(x.Tensor), [input], [x.Tensor], 0, static (saved, gradient, _) => [Binary.MapFloats<G>(saved[0], gradient)], name);
    }

    /// <summary>A step function, whose gradient is zero; integers stay as they are.</summary>
    public static torch.Tensor Constant<F>(torch.Tensor input, [System.Runtime.CompilerServices.CallerMemberName] string name = "") where F : struct, IScalarUnary
    {
        if (torch.is_integral(input) && typeof(F) != typeof(Sign)) return input.alias();
        using var x = Operand(input);
        return Tape.Record(Unary.MapScalar<F>(x.Tensor), [input], [], 0, static (_, gradient, _) => [torch.zeros_like(gradient)], name);
    }

    internal readonly struct RsqrtGradient : IBinary
    {
        public V Apply<V>(V y, V gradient) where V : struct, ILanes<V> => gradient * V.Broadcast(-0.5f) * (y * y * y);
    }

    internal readonly struct ReciprocalGradient : IBinary
    {
        public V Apply<V>(V y, V gradient) where V : struct, ILanes<V> => V.Broadcast(0) - gradient * y * y;
    }

    internal readonly struct Log1p : IScalarUnary
    {
        public static float Of(float x) => (float)Math.Log(1 + (double)x);
    }

    internal readonly struct Log1pGradient : IBinary
    {
        public V Apply<V>(V x, V gradient) where V : struct, ILanes<V> => gradient / (V.Broadcast(1) + x);
    }

    internal readonly struct Expm1 : IScalarUnary
    {
        public static float Of(float x) => (float)(Math.Exp(x) - 1);
    }

    internal readonly struct Expm1Gradient : IBinary
    {
        public V Apply<V>(V y, V gradient) where V : struct, ILanes<V> => gradient * (V.Broadcast(1) + y);
    }

    internal readonly struct Sin : IScalarUnary
    {
        public static float Of(float x) => MathF.Sin(x);
    }

    internal readonly struct Cos : IScalarUnary
    {
        public static float Of(float x) => MathF.Cos(x);
    }

    /// <summary>A power series near zero; beyond, what is left of one by a continued fraction.</summary>
    internal readonly struct Erf : IScalarUnary
    {
        public static float Of(float x)
        {
            var z = Math.Abs((double)x);
            if (z > 6) return Math.Sign(x);
            var scale = 2 / Math.Sqrt(Math.PI);
            if (z < 2)
            {
                double term = z, sum = z;
                for (var n = 1; n < 60; n++)
                {
                    term *= -z * z / n;
                    sum += term / (2 * n + 1);
                }
                return (float)(Math.CopySign(scale, x) * sum);
            }
            var fraction = z;
            for (var n = 60; n > 0; n--) fraction = z + n / 2.0 / fraction;
            return (float)Math.CopySign(1 - Math.Exp(-z * z) / (Math.Sqrt(Math.PI) * fraction), x);
        }
    }

    internal readonly struct AbsoluteGradient : IBinary
    {
        public V Apply<V>(V x, V gradient) where V : struct, ILanes<V>
        {
            var zero = V.Broadcast(0);
            return V.Select(V.Greater(x, zero), gradient, V.Select(V.Greater(zero, x), zero - gradient, zero));
        }
    }

    internal readonly struct Floor : IScalarUnary
    {
        public static float Of(float x) => MathF.Floor(x);
    }

    internal readonly struct Ceiling : IScalarUnary
    {
        public static float Of(float x) => MathF.Ceiling(x);
    }

    internal readonly struct Round : IScalarUnary
    {
        public static float Of(float x) => MathF.Round(x);
    }

    internal readonly struct Truncate : IScalarUnary
    {
        public static float Of(float x) => MathF.Truncate(x);
    }

    internal readonly struct Sign : IScalarUnary
    {
        public static float Of(float x) => float.IsNaN(x) ? 0 : MathF.Sign(x);
    }
}
