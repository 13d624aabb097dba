namespace Rag.Torch;

/// <summary>A number of some element type that takes part in tensor arithmetic without deciding its type.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double _real;
    private readonly long _integer;

    internal Scalar(double value, torch.ScalarType type)
    {
        _real = value;
        _integer = double.IsFinite(value) ? (long)value : 0;
        Type = type;
    }

    internal Scalar(long value, torch.ScalarType type)
    {
        _real = value;
        _integer = value;
        Type = type;
    }

    public torch.ScalarType Type { get; }

    internal double AsDouble => _real;

    internal long AsLong => _integer;

    internal bool IsFloat => torch.is_floating_point(Type);

    public static implicit operator Scalar(byte value) => new((long)value, torch.ScalarType.Byte);

    public static implicit operator Scalar(sbyte value) => new((long)value, torch.ScalarType.Int8);

    public static implicit operator Scalar(short value) => new((long)value, torch.ScalarType.Int16);

    public static implicit operator Scalar(int value) => new((long)value, torch.ScalarType.Int32);

    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);

    public static implicit operator Scalar(Half value) => new((double)value, torch.ScalarType.Float16);

    public static implicit operator Scalar(float value) => new((double)value, torch.ScalarType.Float32);

    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);

    public static implicit operator Scalar(bool value) => new(value ? 1L : 0L, torch.ScalarType.Bool);

    /// <summary>Nothing is held; TorchSharp's scalars are native objects, so code written for it may dispose of them.</summary>
    public void Dispose()
    {
    }

    public override string ToString() => IsFloat ? _real.ToString("R") : _integer.ToString();
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.AsDouble;

    public static double ToDouble(this Scalar value) => value.AsDouble;

    public static int ToInt32(this Scalar value) => checked((int)value.AsLong);

    public static long ToInt64(this Scalar value) => value.AsLong;

    public static byte ToByte(this Scalar value) => checked((byte)value.AsLong);

    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
}
