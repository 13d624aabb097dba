namespace Rag.Torch;

/// <summary>Elements picked by tensors of indices, which broadcast against each other and replace the dimensions they index.</summary>
internal static class Picking
{
    public static torch.Tensor Get(torch.Tensor input, torch.Tensor?[] picks)
    {
        var plan = new Plan(input, picks);
        var rows = input.permute(plan.Order).reshape([plan.Picked, .. plan.Rest]);
        var result = torch.index_select(rows, 0, plan.Flat).reshape([.. plan.Shape, .. plan.Rest]);
        return plan.Back is { } back ? result.permute(back) : result;
    }

    public static void Put(torch.Tensor target, torch.Tensor?[] picks, torch.Tensor value, bool accumulate)
    {
        var plan = new Plan(target, picks);
        long[] shape = [.. plan.Shape, .. plan.Rest];
        var values = plan.Back is { } back
            ? value.expand([.. back.Select(d => shape[d])]).permute(Inverse(back))
            : value.expand(shape);
        var rows = target.permute(plan.Order);
        var dense = rows.contiguous().reshape([plan.Picked, .. plan.Rest]);
        using var flat = Conversion.To(values, target.dtype);
        Rows.Scatter(flat.reshape([plan.Flat.Count, .. plan.Rest]), plan.Flat, dense, accumulate);
        if (!ReferenceEquals(dense.Storage, target.Storage)) Conversion.Copy(dense.reshape(rows.Sizes), rows);
    }

    private static long[] Inverse(long[] order)
    {
        var inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++) inverse[order[i]] = i;
        return inverse;
    }

    /// <summary>Picked dimensions brought to the front and their indices made one number each.</summary>
    private sealed class Plan
    {
        public Plan(torch.Tensor input, torch.Tensor?[] picks)
        {
            int[] picked = [.. Enumerable.Range(0, picks.Length).Where(d => picks[d] is not null)];
            int[] rest = [.. Enumerable.Range(0, input.Rank).Except(picked)];
            Order = [.. picked.Concat(rest).Select(d => (long)d)];
            Rest = [.. rest.Select(d => input.Sizes[d])];
            Shape = picked.Select(d => picks[d]!.Sizes).Aggregate(Torch.Shape.Broadcast);
            Picked = picked.Aggregate(1L, (count, d) => count * input.Sizes[d]);
            using var off = GradMode.Set(false);
            torch.Tensor flat = New.Zeros(Shape, torch.ScalarType.Int64);
            foreach (var d in picked)
            {
                if (!torch.is_integral(picks[d]!)) throw new ArgumentException($"Indices are of type {picks[d]!.dtype}; integers or bool are wanted.");
                var at = picks[d]!.to_type(torch.ScalarType.Int64);
                Check(at, input, d);
                flat = flat * input.Sizes[d] + torch.where(at.lt(0), at + input.Sizes[d], at);
            }
            Flat = flat.reshape(-1);
            // As in NumPy: the picked dimensions stay in place where they are neighbours, else come first.
            if (picked[0] > 0 && picked[^1] - picked[0] == picked.Length - 1)
            {
                long[] front = [.. Enumerable.Range(0, Shape.Length).Select(d => (long)d)];
                long[] behind = [.. Enumerable.Range(Shape.Length, rest.Length).Select(d => (long)d)];
                Back = [.. behind[..picked[0]], .. front, .. behind[picked[0]..]];
            }
        }

        public long[] Order { get; }

        public long[] Rest { get; }

        public long[] Shape { get; }

        public long Picked { get; }

        public torch.Tensor Flat { get; }

        public long[]? Back { get; }

        private static void Check(torch.Tensor at, torch.Tensor input, int dim)
        {
            if (at.Count == 0) return;
            var (low, high) = (at.min().item<long>(), at.max().item<long>());
            if (low < -input.Sizes[dim] || high >= input.Sizes[dim])
                throw new ArgumentOutOfRangeException(nameof(at), low < 0 ? low : high, $"An index lies outside dimension {dim} of a tensor of shape {Torch.Shape.Text(input.Sizes)}.");
        }
    }
}
