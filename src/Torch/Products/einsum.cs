namespace Rag.Torch;

public static partial class torch
{
    /// <summary>Sums of products in index notation, "bqhd,bkhd->bhqk": one letter a dimension, no ellipsis, no letter twice in a term.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors)
    {
        var sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var terms = sides[0].Split(',');
        if (terms.Length != tensors.Length) throw new ArgumentException($"\"{equation}\" names {terms.Length} operands; {tensors.Length} were given.", nameof(equation));
        var output = sides.Length > 1
            ? sides[1]
            : string.Concat(sides[0].Where(char.IsLetter).GroupBy(letter => letter).Where(group => group.Count() == 1).Select(group => group.Key).Order());
        for (var i = 0; i < terms.Length; i++)
        {
            if (terms[i].Length != tensors[i].Rank || !terms[i].All(char.IsLetter) || terms[i].Distinct().Count() != terms[i].Length)
                throw new ArgumentException($"\"{terms[i]}\" of \"{equation}\" does not fit an operand of shape {Shape.Text(tensors[i].Sizes)}.", nameof(equation));
        }
        var (labels, result) = (terms[0], tensors[0]);
        for (var i = 1; i < terms.Length; i++)
        {
            var later = string.Concat(terms[(i + 1)..]) + output;
            (labels, result) = Contraction.Pair(labels, result, terms[i], tensors[i], later);
        }
        (labels, result) = Contraction.SumOut(labels, result, output);
        if (labels.Length != output.Length || output.Any(letter => !labels.Contains(letter)))
            throw new ArgumentException($"The output of \"{equation}\" has letters that no operand has.", nameof(equation));
        return result.permute([.. output.Select(letter => (long)labels.IndexOf(letter))]);
    }
}

/// <summary>A product of two operands with named dimensions, as one batched matrix product.</summary>
internal static class Contraction
{
    /// <summary>Sums the dimensions that nothing later names.</summary>
    public static (string Labels, torch.Tensor Result) SumOut(string labels, torch.Tensor operand, string needed)
    {
        long[] gone = [.. Enumerable.Range(0, labels.Length).Where(d => !needed.Contains(labels[d])).Select(d => (long)d)];
        return gone.Length == 0 ? (labels, operand) : (string.Concat(labels.Where(needed.Contains)), operand.sum(gone));
    }

    public static (string Labels, torch.Tensor Result) Pair(string leftLabels, torch.Tensor left, string rightLabels, torch.Tensor right, string later)
    {
        (leftLabels, left) = SumOut(leftLabels, left, rightLabels + later);
        (rightLabels, right) = SumOut(rightLabels, right, leftLabels + later);
        var batch = string.Concat(leftLabels.Where(letter => rightLabels.Contains(letter) && later.Contains(letter)));
        var summed = string.Concat(leftLabels.Where(letter => rightLabels.Contains(letter) && !later.Contains(letter)));
        var rows = string.Concat(leftLabels.Where(letter => !rightLabels.Contains(letter)));
        var columns = string.Concat(rightLabels.Where(letter => !leftLabels.Contains(letter)));
        var a = Arrange(left, leftLabels, batch, rows, summed);
        var b = Arrange(right, rightLabels, batch, summed, columns);
        long Size(char letter) => leftLabels.Contains(letter) ? left.Sizes[leftLabels.IndexOf(letter)] : right.Sizes[rightLabels.IndexOf(letter)];
        var labels = batch + rows + columns;
        return (labels, torch.matmul(a, b).reshape([.. labels.Select(Size)]));
    }

    private static torch.Tensor Arrange(torch.Tensor operand, string labels, string batch, string rows, string columns)
    {
        var order = operand.permute([.. (batch + rows + columns).Select(letter => (long)labels.IndexOf(letter))]);
        return order.reshape([.. order.Sizes.AsSpan(0, batch.Length), Shape.Count(order.Sizes.AsSpan(batch.Length, rows.Length)), Shape.Count(order.Sizes.AsSpan(batch.Length + rows.Length))]);
    }
}
