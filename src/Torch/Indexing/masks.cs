namespace Rag.Torch;

public static partial class torch
{
    /// <summary>The input above and on a diagonal, zero below.</summary>
    public static Tensor triu(Tensor input, long diagonal = 0L) => Triangle.Keep(input, diagonal, upper: true);

    public static Tensor tril(Tensor input, long diagonal = 0) => Triangle.Keep(input, diagonal, upper: false);

    public static Tensor nonzero(Tensor input)
    {
        using var mask = input.ne(0);
        var places = Nonzero.Places(mask);
        return places.Length == 0 ? New.Empty([input.ne(0).item<bool>() ? 1 : 0, 0], ScalarType.Int64) : stack(places, 1);
    }

    public static Tensor masked_select(Tensor input, Tensor mask)
    {
        var shape = Shape.Broadcast(input.Sizes, mask.Sizes);
        return input.expand(shape).index(TensorIndex.Tensor(mask.expand(shape)));
    }
}

public static class MasksTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor triu(long diagonal = 0) => torch.triu(input, diagonal);

        public torch.Tensor tril(long diagonal = 0) => torch.tril(input, diagonal);

        public torch.Tensor nonzero() => torch.nonzero(input);

        public torch.Tensor masked_select(torch.Tensor mask) => torch.masked_select(input, mask);
    }
}

internal static unsafe class Nonzero
{
    /// <summary>Where a mask is true: the index in each dimension, one vector a dimension.</summary>
    public static torch.Tensor[] Places(torch.Tensor mask)
    {
        using var dense = Conversion.BorrowDense(mask, torch.ScalarType.Bool);
        var at = (bool*)dense.Tensor.Data;
        var found = new List<long>();
        for (long i = 0; i < mask.Count; i++)
        {
            if (at[i]) found.Add(i);
        }
        var strides = Shape.Strides(mask.Sizes);
        return [.. strides.Select((stride, d) => torch.tensor(found.ConvertAll(i => i / stride % mask.Sizes[d])))];
    }
}

internal static class Triangle
{
    public static torch.Tensor Keep(torch.Tensor input, long diagonal, bool upper)
    {
        if (input.Rank < 2) throw new ArgumentException($"A triangle wants a matrix, not shape {Shape.Text(input.Sizes)}.", nameof(input));
        using var off = GradMode.Set(false);
        using var rows = torch.arange(input.Sizes[^2]).unsqueeze(1);
        using var columns = torch.arange(input.Sizes[^1]);
        using var across = columns - rows;
        using var dropped = upper ? across.lt(diagonal) : across.gt(diagonal);
        off.Dispose();
        return input.masked_fill(dropped, 0);
    }
}
