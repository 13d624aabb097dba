namespace Rag.Torch;

public static partial class torch
{
    public static Tensor reshape(Tensor input, params long[] shape) => Reshaping.To(input, Shape.Infer(shape, input.Count, input.Sizes));

    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1)
    {
        if (input.Rank == 0) return reshape(input, 1);
        var (first, last) = (Shape.Dimension(start_dim, input.Rank), Shape.Dimension(end_dim, input.Rank));
        if (first > last) throw new ArgumentException($"flatten cannot go from dimension {first} back to {last}.", nameof(end_dim));
        return Reshaping.To(input, [.. input.Sizes[..first], Shape.Count(input.Sizes[first..(last + 1)]), .. input.Sizes[(last + 1)..]]);
    }

    public static Tensor squeeze(Tensor input, long? dim = null)
    {
        if (dim is not { } one) return Reshaping.Squeeze(input, [.. Enumerable.Range(0, input.Rank).Where(d => input.Sizes[d] == 1)]);
        var at = Shape.Dimension(one, input.Rank);
        return Reshaping.Squeeze(input, input.Rank > 0 && input.Sizes[at] == 1 ? [at] : []);
    }

    public static Tensor unsqueeze(Tensor input, long dim)
    {
        var at = Shape.Dimension(dim, input.Rank + 1);
        var stride = at < input.Rank ? input.Sizes[at] * input.Strides[at] : 1;
        var view = View.Of(input, View.With(input.Sizes, at, 1), View.With(input.Strides, at, stride), input.Offset);
        return Tape.RecordView(view, input, 0, static (saved, gradient, _) => [gradient.reshape(saved.ShapeOf(0))]);
    }
}

public static class ReshapeTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor reshape(params long[] shape) => torch.reshape(input, shape);

        /// <summary>The same memory under another shape.</summary>
        /// <exception cref="ArgumentException">The strides do not allow it: reshape copies then.</exception>
        public torch.Tensor view(params long[] shape)
        {
            var sizes = Shape.Infer(shape, input.Count, input.Sizes);
            if (View.StridesFor(input, sizes) is null)
                throw new ArgumentException($"A tensor of shape {Shape.Text(input.Sizes)} with strides {Shape.Text(input.Strides)} has no view of shape {Shape.Text(sizes)}; use reshape().", nameof(shape));
            return Reshaping.To(input, sizes);
        }

        public torch.Tensor view_as(torch.Tensor other) => input.view(other.Sizes);

        public torch.Tensor flatten(long start_dim = 0, long end_dim = -1) => torch.flatten(input, start_dim, end_dim);

        public torch.Tensor unflatten(long dim, params long[] sizes)
        {
            var at = Shape.Dimension(dim, input.Rank);
            return Reshaping.To(input, [.. input.Sizes[..at], .. Shape.Infer(sizes, input.Sizes[at], input.Sizes), .. input.Sizes[(at + 1)..]]);
        }

        public torch.Tensor ravel() => input.reshape(-1);

        public torch.Tensor squeeze(long? dim = null) => torch.squeeze(input, dim);

        public torch.Tensor unsqueeze(long dim) => torch.unsqueeze(input, dim);
    }
}

internal static class Reshaping
{
    public static torch.Tensor To(torch.Tensor input, long[] sizes)
    {
        if (View.StridesFor(input, sizes) is not { } strides)
        {
            using var dense = Conversion.To(input, input.dtype);
            var copy = View.Of(dense, sizes, Shape.Strides(sizes), 0);
            return Tape.Record(copy, [input], [], 0, static (saved, gradient, _) => [gradient.reshape(saved.ShapeOf(0))], "reshape");
        }
        var view = View.Of(input, sizes, strides, input.Offset);
        return Tape.RecordView(view, input, 0, static (saved, gradient, _) => [gradient.reshape(saved.ShapeOf(0))], "view");
    }

    public static torch.Tensor Squeeze(torch.Tensor input, int[] dims)
    {
        var kept = Enumerable.Range(0, input.Rank).Except(dims).ToArray();
        var view = View.Of(input, [.. kept.Select(d => input.Sizes[d])], [.. kept.Select(d => input.Strides[d])], input.Offset);
        return Tape.RecordView(view, input, 0, static (saved, gradient, _) => [gradient.reshape(saved.ShapeOf(0))], "squeeze");
    }
}
