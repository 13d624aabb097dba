namespace Rag.Torch;

public static partial class torch
{
    /// <summary>A tensor with arbitrary content.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        empty((ReadOnlySpan<long>)size, dtype, device, requires_grad);

    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.Empty(size, dtype ?? ScalarType.Float32).Requiring(requires_grad);

    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        empty([size], dtype, device, requires_grad);

    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        empty([rows, columns], dtype, device, requires_grad);

    public static Tensor empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        empty([dim0, dim1, dim2], dtype, device, requires_grad);

    public static Tensor empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        empty([dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        empty(input.Sizes, dtype ?? input.dtype, device, requires_grad);
}

public static class EmptyTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor empty_like(torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.empty_like(input, dtype, device, requires_grad);

        public torch.Tensor new_empty(long[] size, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.empty(size, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_empty(ReadOnlySpan<long> size, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.empty(size, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_empty(long size, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.empty(size, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_empty(long rows, long columns, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.empty(rows, columns, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_empty(long dim0, long dim1, long dim2, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.empty(dim0, dim1, dim2, dtype ?? input.dtype, device, requires_grad);
    }
}
