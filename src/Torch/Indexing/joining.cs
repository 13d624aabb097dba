namespace Rag.Torch;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        if (tensors.Count == 0) throw new ArgumentException("cat wants at least one tensor.", nameof(tensors));
        // As in PyTorch, an empty vector joins with anything.
        var parts = tensors.Where(tensor => tensor.Rank != 1 || tensor.Count > 0).DefaultIfEmpty(tensors[0]).ToArray();
        var at = Slicing.Axis(parts[0], dim);
        var type = parts.Select(part => part.dtype).Aggregate(ElementTypes.Promote);
        var sizes = parts[0].shape;
        sizes[at] = parts.Sum(part => part.Rank == sizes.Length ? part.Sizes[at] : throw Joining.Mismatch(parts[0], part, at));
        var result = New.Empty(sizes, type);
        var starts = new long[parts.Length];
        long start = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            for (var d = 0; d < sizes.Length; d++)
            {
                if (d != at && parts[i].Sizes[d] != sizes[d]) throw Joining.Mismatch(parts[0], parts[i], at);
            }
            using var place = View.WithDimension(result, at, parts[i].Sizes[at], result.Strides[at], start * result.Strides[at]);
            Conversion.Copy(parts[i], place);
            (starts[i], start) = (start, start + parts[i].Sizes[at]);
        }
        return Tape.Record(result, parts, [], (at, starts), static (saved, gradient, where) =>
        {
            var shares = new Tensor?[where.starts.Length];
            for (var i = 0; i < shares.Length; i++)
            {
                if (saved.Needs(i)) shares[i] = narrow(gradient, where.at, where.starts[i], saved.ShapeOf(i)[where.at]);
            }
            return shares;
        });
    }

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var parts = tensors.ToArray();
        if (parts.Length == 0) throw new ArgumentException("stack wants at least one tensor.", nameof(tensors));
        foreach (var part in parts)
        {
            if (!part.Sizes.AsSpan().SequenceEqual(parts[0].Sizes))
                throw new ArgumentException($"Tensors of shapes {Shape.Text(parts[0].Sizes)} and {Shape.Text(part.Sizes)} do not stack.", nameof(tensors));
        }
        return cat([.. parts.Select(part => unsqueeze(part, dim))], dim);
    }

    public static Tensor hstack(IList<Tensor> tensors) => cat(tensors, tensors.Count > 0 && tensors[0].Rank > 1 ? 1 : 0);

    public static Tensor vstack(IList<Tensor> tensors) => cat([.. tensors.Select(tensor => tensor.Rank < 2 ? tensor.reshape(1, -1) : tensor)]);

    /// <summary>The input shifted along dimensions, what leaves at the end coming back at the beginning.</summary>
    public static Tensor roll(Tensor input, long shifts, long? dims = null)
    {
        if (dims is not { } dim) return roll(input.flatten(), shifts, 0).reshape(input.Sizes);
        var size = input.size((int)dim);
        if (size == 0) return input.clone();
        var shift = ((shifts % size) + size) % size;
        return cat([narrow(input, dim, size - shift, shift), narrow(input, dim, 0, size - shift)], dim);
    }
}

public static class JoiningTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor roll(long shifts, long? dims = null) => torch.roll(input, shifts, dims);
    }
}

internal static class Joining
{
    public static ArgumentException Mismatch(torch.Tensor first, torch.Tensor other, int dim) =>
        new($"Tensors of shapes {Shape.Text(first.Sizes)} and {Shape.Text(other.Sizes)} do not join along dimension {dim}.");
}
