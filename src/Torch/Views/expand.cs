namespace Rag.Torch;

public static partial class torch
{
    public static Tensor broadcast_to(Tensor input, params long[] shape) => Broadcasting.Expand(input, shape);

    public static Tensor tile(Tensor input, long[] dims)
    {
        var missing = Math.Max(0, input.Rank - dims.Length);
        return input.repeat([.. Enumerable.Repeat(1L, missing), .. dims]);
    }

    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null)
    {
        if (dim is not { } axis) return repeat_interleave(flatten(input), repeats, 0, output_size);
        var at = Shape.Dimension(axis, input.Rank);
        var wide = input.unsqueeze(at + 1).expand([.. input.Sizes[..(at + 1)], repeats, .. input.Sizes[(at + 1)..]]);
        return wide.reshape([.. input.Sizes[..at], input.Sizes[at] * repeats, .. input.Sizes[(at + 1)..]]);
    }

    /// <summary>Grids of coordinates, one a tensor; <paramref name="indexing"/> is "ij" or "xy".</summary>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij")
    {
        var axes = tensors.ToArray();
        var swap = indexing == "xy" && axes.Length >= 2;
        if (swap) (axes[0], axes[1]) = (axes[1], axes[0]);
        long[] shape = [.. axes.Select(axis => axis.Count)];
        var grids = axes.Select((axis, d) => axis.reshape([.. shape.Select((size, e) => e == d ? size : 1)]).expand(shape)).ToArray();
        if (!swap) return grids;
        (grids[0], grids[1]) = (grids[1], grids[0]);
        return [.. grids.Select(grid => grid.transpose(0, 1))];
    }
}

public static class ExpandTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor expand(params long[] sizes) => Broadcasting.Expand(input, sizes);

        public torch.Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Broadcasting.Expand(input, sizes);

        public torch.Tensor expand_as(torch.Tensor other) => Broadcasting.Expand(input, other.Sizes);

        public torch.Tensor broadcast_to(params long[] shape) => Broadcasting.Expand(input, shape);

        public torch.Tensor repeat(params long[] sizes)
        {
            if (sizes.Length < input.Rank)
                throw new ArgumentException($"repeat({string.Join(", ", sizes)}) has fewer numbers than the tensor of shape {Shape.Text(input.Sizes)} has dimensions.", nameof(sizes));
            long[] padded = [.. Enumerable.Repeat(1L, sizes.Length - input.Rank), .. input.Sizes];
            long[] split = [.. padded.SelectMany(size => new[] { 1L, size })];
            long[] wide = [.. padded.SelectMany((size, d) => new[] { sizes[d], size })];
            return input.reshape(split).expand(wide).reshape([.. padded.Select((size, d) => size * sizes[d])]);
        }

        public torch.Tensor tile(long[] reps) => torch.tile(input, reps);

        public torch.Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            torch.repeat_interleave(input, repeats, dim, output_size);
    }
}

internal static class Broadcasting
{
    /// <summary>A view whose dimensions of size 1 repeat; -1 keeps a size.</summary>
    public static torch.Tensor Expand(torch.Tensor input, ReadOnlySpan<long> sizes)
    {
        var target = sizes.ToArray();
        var strides = new long[target.Length];
        var lead = target.Length - input.Rank;
        if (lead < 0) throw Mismatch(input, sizes);
        for (var d = target.Length - 1; d >= 0; d--)
        {
            var size = d < lead ? 1 : input.Sizes[d - lead];
            if (target[d] == -1 && d >= lead) target[d] = size;
            if (target[d] < 0 || (size != 1 && size != target[d])) throw Mismatch(input, sizes);
            strides[d] = d < lead || (size == 1 && target[d] != 1) ? 0 : input.Strides[d - lead];
        }
        return Tape.RecordView(View.Of(input, target, strides, input.Offset), input, 0, static (_, gradient, _) => [gradient], "expand");
    }

    /// <summary>Adds up along the dimensions that broadcasting repeated.</summary>
    public static torch.Tensor SumTo(torch.Tensor gradient, long[] shape)
    {
        var lead = gradient.Rank - shape.Length;
        var dims = new List<long>();
        for (var d = 0; d < gradient.Rank; d++)
        {
            if (d < lead || (shape[d - lead] == 1 && gradient.Sizes[d] != 1)) dims.Add(d);
        }
        var sum = dims.Count == 0 ? gradient : gradient.sum([.. dims], keepdim: true);
        return sum.reshape(shape);
    }

    private static ArgumentException Mismatch(torch.Tensor input, ReadOnlySpan<long> sizes) =>
        new($"A tensor of shape {Shape.Text(input.Sizes)} does not expand to {Shape.Text(sizes)}.", nameof(sizes));
}
