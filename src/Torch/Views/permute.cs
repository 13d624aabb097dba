namespace Rag.Torch;

public static partial class torch
{
    public static Tensor permute(Tensor input, params long[] permutation)
    {
        var order = new int[permutation.Length];
        for (var i = 0; i < order.Length; i++) order[i] = Shape.Dimension(permutation[i], input.Rank);
        if (order.Length != input.Rank || order.Distinct().Count() != order.Length)
            throw new ArgumentException($"{Shape.Text(permutation)} is not a permutation of the dimensions of a tensor of shape {Shape.Text(input.Sizes)}.", nameof(permutation));
        return Tape.RecordView(View.Permuted(input, order), input, order, static (_, gradient, order) =>
        {
            var back = new long[order.Length];
            for (var i = 0; i < order.Length; i++) back[order[i]] = i;
            return [gradient.permute(back)];
        });
    }

    public static Tensor transpose(Tensor input, long dim0, long dim1)
    {
        var (a, b) = (Shape.Dimension(dim0, input.Rank), Shape.Dimension(dim1, input.Rank));
        var (sizes, strides) = (input.shape, (long[])input.Strides.Clone());
        if (input.Rank > 0) (sizes[a], sizes[b], strides[a], strides[b]) = (sizes[b], sizes[a], strides[b], strides[a]);
        return Tape.RecordView(View.Of(input, sizes, strides, input.Offset), input, (a, b), static (_, gradient, dims) =>
            [gradient.transpose(dims.a, dims.b)]);
    }

    public static Tensor swapaxes(Tensor input, long axis0, long axis1) => transpose(input, axis0, axis1);

    public static Tensor t(Tensor input) => input.Rank switch
    {
        < 2 => input.alias(),
        2 => transpose(input, 0, 1),
        _ => throw new ArgumentException($"t() wants at most 2 dimensions, not shape {Shape.Text(input.Sizes)}.", nameof(input)),
    };

    public static Tensor movedim(Tensor input, long[] source, long[] destination)
    {
        if (source.Length != destination.Length)
            throw new ArgumentException($"movedim was given sources {Shape.Text(source)} and destinations {Shape.Text(destination)}.", nameof(destination));
        var order = new long[input.Rank];
        Array.Fill(order, -1);
        for (var i = 0; i < source.Length; i++) order[Shape.Dimension(destination[i], input.Rank)] = Shape.Dimension(source[i], input.Rank);
        var rest = new Queue<long>(Enumerable.Range(0, input.Rank).Select(d => (long)d).Except(order));
        for (var d = 0; d < order.Length; d++)
        {
            if (order[d] < 0) order[d] = rest.Dequeue();
        }
        return permute(input, order);
    }
}

public static class PermuteTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor permute(params long[] permutation) => torch.permute(input, permutation);

        public torch.Tensor permute(IEnumerable<long> permutation) => torch.permute(input, [.. permutation]);

        public torch.Tensor transpose(long dim0, long dim1) => torch.transpose(input, dim0, dim1);

        public torch.Tensor swapdims(long dim0, long dim1) => torch.transpose(input, dim0, dim1);

        public torch.Tensor swapaxes(long dim0, long dim1) => torch.transpose(input, dim0, dim1);

        public torch.Tensor movedim(long[] source, long[] destination) => torch.movedim(input, source, destination);

        public torch.Tensor t() => torch.t(input);

        public torch.Tensor T => torch.permute(input, [.. Enumerable.Range(0, input.Rank).Reverse().Select(d => (long)d)]);

        public torch.Tensor mT => torch.transpose(input, -2, -1);
    }
}
