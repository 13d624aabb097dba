namespace Rag.Torch;

public static class IndexTensor
{
    extension(torch.Tensor input)
    {
        /// <summary>Python's x[...]: numbers, ranges and new dimensions make views; tensors of indices or masks pick elements.</summary>
        public torch.Tensor index(params torch.TensorIndex[] indices)
        {
            var (view, picks) = Indexer.View(input, indices);
            return picks is null ? view : Picking.Get(view, picks);
        }

        public torch.Tensor index(params torch.Tensor[] indices) => input.index([.. indices.Select(torch.TensorIndex.Tensor)]);

        public torch.Tensor index_put_(torch.Tensor value, params torch.TensorIndex[] indices) => input.index_put_(value, indices, accumulate: false);

        /// <summary>Python's x[...] = value.</summary>
        public torch.Tensor index_put_(torch.Tensor value, torch.TensorIndex[] indices, bool accumulate = false)
        {
            Tape.CheckInPlace(input);
            using (GradMode.Set(false)) Indexer.Put(input, value, indices, accumulate);
            return Tape.RecordInPlace(input, [input, value], [], (indices, accumulate), static (saved, gradient, how) =>
            {
                torch.Tensor? before = null;
                if (saved.Needs(0))
                {
                    before = gradient.clone();
                    using var zero = New.Of(0, gradient.dtype);
                    if (!how.accumulate) Indexer.Put(before, zero, how.indices, accumulate: false);
                }
                return [before, saved.Needs(1) ? gradient.index(how.indices) : null];
            });
        }

        public torch.Tensor index_put_(torch.Tensor value, params torch.Tensor[] indices) =>
            input.index_put_(value, [.. indices.Select(torch.TensorIndex.Tensor)], accumulate: false);

        public torch.Tensor index_put_(torch.Tensor value, torch.Tensor[] indices, bool accumulate = false) =>
            input.index_put_(value, [.. indices.Select(torch.TensorIndex.Tensor)], accumulate);

        public torch.Tensor index_put_(Scalar value, params torch.TensorIndex[] indices)
        {
            using var number = New.Of(value, input.dtype);
            return input.index_put_(number, indices, accumulate: false);
        }
    }
}

internal static class Indexer
{
    /// <summary>The view that numbers, ranges and new dimensions make, and the tensors of indices by dimension of it.</summary>
    public static (torch.Tensor View, torch.Tensor?[]? Picks) View(torch.Tensor input, torch.TensorIndex[] indices)
    {
        var taken = indices.Sum(Takes);
        if (taken > input.Rank) throw new ArgumentException($"{taken} indices were given for a tensor of shape {Shape.Text(input.Sizes)}.", nameof(indices));
        var view = input;
        var picks = new List<torch.Tensor?>();
        var dim = 0;
        foreach (var index in indices)
        {
            switch (index.Is)
            {
                case torch.TensorIndex.Kind.Single:
                    view = torch.select(view, dim, index.Start ?? 0);
                    break;
                case torch.TensorIndex.Kind.Slice:
                    if (index.Start is not null || index.Stop is not null || index.Step is not null) view = Slicing.Python(view, dim, index.Start, index.Stop, index.Step);
                    Skip(1);
                    break;
                case torch.TensorIndex.Kind.Ellipsis:
                    Skip(input.Rank - taken);
                    break;
                case torch.TensorIndex.Kind.None or torch.TensorIndex.Kind.Null:
                    view = torch.unsqueeze(view, dim);
                    Skip(1);
                    break;
                case torch.TensorIndex.Kind.Tensor when index.Indices!.dtype == torch.ScalarType.Bool:
                    foreach (var places in Nonzero.Places(Masked(view, dim, index.Indices))) Pick(places);
                    break;
                case torch.TensorIndex.Kind.Tensor:
                    Pick(index.Indices!);
                    break;
                default:
                    throw new NotSupportedException("An index of one bool is not supported.");
            }
        }
        if (picks.TrueForAll(pick => pick is null)) return (ReferenceEquals(view, input) ? input.alias() : view, null);
        while (picks.Count < view.Rank) picks.Add(null);
        return (view, [.. picks]);

        void Skip(int count)
        {
            dim += count;
            for (var i = 0; i < count; i++) picks.Add(null);
        }

        void Pick(torch.Tensor at)
        {
            dim++;
            picks.Add(at);
        }
    }

    public static void Put(torch.Tensor target, torch.Tensor value, torch.TensorIndex[] indices, bool accumulate)
    {
        using var scope = torch.NewDisposeScope();
        var (view, picks) = View(target, indices);
        if (picks is not null) Picking.Put(view, picks, value, accumulate);
        else if (accumulate) view.add_(value);
        else Conversion.Copy(value, view);
    }

    private static int Takes(torch.TensorIndex index) => index.Is switch
    {
        torch.TensorIndex.Kind.Single or torch.TensorIndex.Kind.Slice => 1,
        torch.TensorIndex.Kind.Tensor => index.Indices!.dtype == torch.ScalarType.Bool ? index.Indices.Rank : 1,
        _ => 0,
    };

    private static torch.Tensor Masked(torch.Tensor view, int dim, torch.Tensor mask)
    {
        if (!mask.Sizes.AsSpan().SequenceEqual(view.Sizes.AsSpan(dim, mask.Rank)))
            throw new ArgumentException($"A mask of shape {Shape.Text(mask.Sizes)} does not fit dimensions {dim} and on of shape {Shape.Text(view.Sizes)}.");
        return mask;
    }
}
