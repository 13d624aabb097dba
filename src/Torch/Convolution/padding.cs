namespace Rag.Torch;

public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}

public enum Padding
{
    Valid = 0,
    Same = 1,
}

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Widens the last dimensions; <paramref name="pad"/> is (before, after) of the last, then of the one before it, and so on.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                if (pad.Length % 2 != 0 || pad.Length / 2 > input.Rank)
                    throw new ArgumentException($"Padding {Shape.Text(pad)} does not fit a tensor of shape {Shape.Text(input.Sizes)}.", nameof(pad));
                var result = input;
                for (var i = 0; i < pad.Length / 2; i++) result = Padder.Widen(result, input.Rank - 1 - i, pad[2 * i], pad[2 * i + 1], mode, value);
                return result;
            }

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);
        }
    }
}

internal static class Padder
{
    public static torch.Tensor Widen(torch.Tensor input, int dim, long before, long after, PaddingModes mode, double value)
    {
        if (before == 0 && after == 0) return input;
        var size = input.Sizes[dim];
        if (before < 0 || after < 0) return torch.narrow(input, dim, -Math.Min(before, 0), size + Math.Min(before, 0) + Math.Min(after, 0));
        if (mode is PaddingModes.Constant or PaddingModes.Zeros) return Constant(input, dim, before, after, mode == PaddingModes.Zeros ? 0 : value);
        var places = new long[size + before + after];
        for (long i = 0; i < places.Length; i++) places[i] = Source(i - before, size, mode, input);
        return torch.index_select(input, dim, torch.tensor(places));
    }

    private static torch.Tensor Constant(torch.Tensor input, int dim, long before, long after, double value)
    {
        var sizes = input.shape;
        sizes[dim] += before + after;
        var result = New.Full(sizes, value, input.dtype);
        using var inside = Slicing.Slice(result, dim, before, input.Sizes[dim], 1);
        Conversion.Copy(input, inside);
        return Tape.Record(result, [input], [], (dim, before), static (saved, gradient, where) =>
            [torch.narrow(gradient, where.dim, where.before, saved.ShapeOf(0)[where.dim])], "pad");
    }

    private static long Source(long at, long size, PaddingModes mode, torch.Tensor input)
    {
        if (at >= 0 && at < size) return at;
        var source = mode switch
        {
            PaddingModes.Replicate => Math.Clamp(at, 0, size - 1),
            PaddingModes.Circular => (at + size) % size,
            _ => at < 0 ? -at : 2 * (size - 1) - at,
        };
        return source >= 0 && source < size
            ? source
            : throw new ArgumentException($"{mode} padding reaches beyond the other end of a tensor of shape {Shape.Text(input.Sizes)}.");
    }
}
