namespace Rag.Torch;

public static partial class torch
{
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>start, start + step, ... below stop; int64 where all three are integers.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (step.AsDouble == 0 || (stop.AsDouble - start.AsDouble) / step.AsDouble < 0)
            throw new ArgumentException($"A range from {start} to {stop} in steps of {step} has no end.", nameof(step));
        var count = (long)Math.Ceiling((stop.AsDouble - start.AsDouble) / step.AsDouble);
        if (!start.IsFloat && !stop.IsFloat && !step.IsFloat)
        {
            var integers = new long[count];
            for (long i = 0; i < count; i++) integers[i] = start.AsLong + i * step.AsLong;
            return New.From(integers, [count], dtype).Requiring(requires_grad);
        }
        var values = new double[count];
        for (long i = 0; i < count; i++) values[i] = start.AsDouble + i * step.AsDouble;
        return New.From(values, [count], dtype ?? ScalarType.Float32).Requiring(requires_grad);
    }

    /// <summary>Evenly spaced numbers from start to end, both included.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var values = new double[steps];
        var step = steps > 1 ? (end - start) / (steps - 1) : 0;
        for (long i = 0; i < steps; i++) values[i] = i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step;
        if (steps == 1) values[0] = start;
        return New.From(values, [steps], dtype ?? ScalarType.Float32).Requiring(requires_grad);
    }

    /// <summary>The identity matrix; square where no number of columns is given.</summary>
    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        if (columns == -1) columns = rows;
        var result = New.Zeros([rows, columns], dtype ?? ScalarType.Float32);
        using var diagonal = result.as_strided([Math.Min(rows, columns)], [columns + 1]);
        New.Fill(diagonal, 1);
        return result.Requiring(requires_grad);
    }

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var sizes = new long[rawArray.Rank];
        for (var d = 0; d < sizes.Length; d++) sizes[d] = rawArray.GetLength(d);
        var result = Type.GetTypeCode(rawArray.GetType().GetElementType()) switch
        {
            TypeCode.Single => New.From([.. rawArray.Cast<float>()], sizes, dtype),
            TypeCode.Double => New.From([.. rawArray.Cast<double>()], sizes, dtype),
            TypeCode.Int64 => New.From([.. rawArray.Cast<long>()], sizes, dtype),
            TypeCode.Int32 => New.From([.. rawArray.Cast<int>()], sizes, dtype),
            TypeCode.Byte => New.From([.. rawArray.Cast<byte>()], sizes, dtype),
            TypeCode.Boolean => New.From([.. rawArray.Cast<bool>()], sizes, dtype),
            _ => throw new NotSupportedException($"A tensor cannot be made from {rawArray.GetType()}."),
        };
        return result.Requiring(requires_grad);
    }

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);
}
