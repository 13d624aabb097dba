namespace Rag.Torch;

public static partial class torch
{
    /// <summary>A tensor full of one number, of its type unless another is asked for (double becomes float32, as in PyTorch).</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full((ReadOnlySpan<long>)size, value, dtype, device, requires_grad);

    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.Full(size, value, dtype ?? New.DefaultType(value)).Requiring(requires_grad);

    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full([size], value, dtype, device, requires_grad);

    public static Tensor full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full([rows, columns], value, dtype, device, requires_grad);

    public static Tensor full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full([dim0, dim1, dim2], value, dtype, device, requires_grad);

    public static Tensor full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full(input.Sizes, value, dtype ?? input.dtype, device, requires_grad);
}

public static class FullTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor full_like(Scalar value, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.full_like(input, value, dtype, device, requires_grad);

        public torch.Tensor new_full(long[] size, Scalar value, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.full(size, value, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_full(ReadOnlySpan<long> size, Scalar value, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.full(size, value, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_full(long size, Scalar value, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.full(size, value, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_full(long rows, long columns, Scalar value, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.full(rows, columns, value, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_full(long dim0, long dim1, long dim2, Scalar value, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.full(dim0, dim1, dim2, value, dtype ?? input.dtype, device, requires_grad);
    }
}
