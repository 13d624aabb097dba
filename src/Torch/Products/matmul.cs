using Rag.Torch.Kernels.Matrices;

namespace Rag.Torch;

public static partial class torch
{
    /// <summary>The matrix product over the last two dimensions; those before broadcast. Vectors count as one row or column.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => (input.Rank, target.Rank) switch
    {
        (0, _) or (_, 0) => throw Products.Mismatch(input, target),
        (1, 1) => matmul(unsqueeze(input, 0), unsqueeze(target, 1)).reshape(),
        (1, _) => matmul(unsqueeze(input, 0), target).squeeze(-2),
        (_, 1) => matmul(input, unsqueeze(target, 1)).squeeze(-1),
        (2, 2) => mm(input, target),
        // A matrix on the right multiplies all rows at once, and so does its gradient.
        (_, 2) => mm(flatten(input, 0, -2), target).reshape([.. input.Sizes[..^1], target.Sizes[1]]),
        _ => Products.Batched(input, target),
    };

    public static Tensor mm(Tensor input, Tensor target)
    {
        if (input.Rank != 2 || target.Rank != 2 || input.Sizes[1] != target.Sizes[0]) throw Products.Mismatch(input, target);
        return Products.Batched(input, target);
    }

    public static Tensor bmm(Tensor input, Tensor batch2)
    {
        if (input.Rank != 3 || batch2.Rank != 3 || input.Sizes[0] != batch2.Sizes[0]) throw Products.Mismatch(input, batch2);
        return Products.Batched(input, batch2);
    }

    public static Tensor mv(Tensor input, Tensor target) => matmul(input, target);

    public static Tensor dot(Tensor input, Tensor other) =>
        input.Rank == 1 && other.Rank == 1 ? matmul(input, other) : throw Products.Mismatch(input, other);

    public static Tensor outer(Tensor input, Tensor vec2) => input.unsqueeze(1) * vec2.unsqueeze(0);

    /// <summary>beta input + alpha mat1 mat2</summary>
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input * beta + mm(mat1, mat2) * alpha;

    /// <summary>beta input + alpha batch1 batch2</summary>
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => input * beta + bmm(batch1, batch2) * alpha;
}

public static class ProductTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor matmul(torch.Tensor target) => torch.matmul(input, target);

        public torch.Tensor mm(torch.Tensor target) => torch.mm(input, target);

        public torch.Tensor bmm(torch.Tensor batch2) => torch.bmm(input, batch2);

        public torch.Tensor mv(torch.Tensor target) => torch.mv(input, target);

        public torch.Tensor dot(torch.Tensor target) => torch.dot(input, target);

        public torch.Tensor outer(torch.Tensor vec2) => torch.outer(input, vec2);

        public torch.Tensor addmm(torch.Tensor mat1, torch.Tensor mat2, float beta = 1, float alpha = 1) => torch.addmm(input, mat1, mat2, beta, alpha);

        public torch.Tensor baddbmm(torch.Tensor batch1, torch.Tensor batch2, float beta = 1, float alpha = 1) => torch.baddbmm(input, batch1, batch2, beta, alpha);
    }
}

internal static unsafe class Products
{
    public static ArgumentException Mismatch(torch.Tensor a, torch.Tensor b) =>
        new($"Matrices of shapes {Shape.Text(a.Sizes)} and {Shape.Text(b.Sizes)} cannot be multiplied.");

    public static torch.Tensor Batched(torch.Tensor a, torch.Tensor b) =>
        Tape.Record(Multiply(a, b), [a, b], [a, b], 0, static (saved, gradient, _) =>
            [saved.Needs(0) ? Multiply(gradient, saved[1].mT) : null, saved.Needs(1) ? Multiply(saved[0].mT, gradient) : null], "matmul");

    /// <summary>The product outside the graph. Operands may have any strides, so a transpose is free.</summary>
    public static torch.Tensor Multiply(torch.Tensor a, torch.Tensor b)
    {
        if (a.Sizes[^1] != b.Sizes[^2]) throw Mismatch(a, b);
        if (a.dtype != torch.ScalarType.Float32 || b.dtype != torch.ScalarType.Float32)
            throw new ArgumentException($"Matrices multiply in float32; these are {a.dtype} of shape {Shape.Text(a.Sizes)} and {b.dtype} of shape {Shape.Text(b.Sizes)}.");
        long[] batch;
        try
        {
            batch = Shape.Broadcast(a.Sizes[..^2], b.Sizes[..^2]);
        }
        catch (ArgumentException)
        {
            throw Mismatch(a, b);
        }
        var (m, n, k) = (checked((int)a.Sizes[^2]), checked((int)b.Sizes[^1]), checked((int)a.Sizes[^1]));
        var result = New.Empty([.. batch, m, n], torch.ScalarType.Float32);
        if (result.Count == 0) return result;
        if (k == 0)
        {
            New.Clear(result);
            return result;
        }
        if (batch.Length == 0)
        {
            Gemm.Multiply(m, n, k, Matrix(a), Matrix(b), (float*)result.Data, n);
            return result;
        }
        using var left = Broadcasting.Expand(a.detach(), [.. batch, m, k]);
        using var right = Broadcasting.Expand(b.detach(), [.. batch, k, n]);
        using var leftBatch = View.Of(left, batch, left.Strides[..^2], left.Offset);
        using var rightBatch = View.Of(right, batch, right.Strides[..^2], right.Offset);
        var walk = new Walk(batch, leftBatch, rightBatch);
        walk.Seek(0);
        var c = (float*)result.Data;
        for (long row = 0; row < walk.Rows; row++, walk.Next())
        {
            var viewA = new MatrixView((float*)a.Data + walk.AtA, (nint)a.Strides[^2], (nint)a.Strides[^1]);
            var viewB = new MatrixView((float*)b.Data + walk.AtB, (nint)b.Strides[^2], (nint)b.Strides[^1]);
            Gemm.MultiplyBatch(checked((int)walk.Length), m, n, k, viewA, (nint)walk.StepA, viewB, (nint)walk.StepB, c, n, (nint)m * n);
            c += walk.Length * m * n;
        }
        return result;
    }

    public static MatrixView Matrix(torch.Tensor matrix) => new((float*)matrix.Data, (nint)matrix.Strides[^2], (nint)matrix.Strides[^1]);
}
