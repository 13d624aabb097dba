namespace Rag.Torch;

public static partial class torch
{
    /// <summary>A tensor full of zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros((ReadOnlySpan<long>)size, dtype, device, requires_grad);

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.Zeros(size, dtype ?? ScalarType.Float32).Requiring(requires_grad);

    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros([size], dtype, device, requires_grad);

    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros([rows, columns], dtype, device, requires_grad);

    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros([dim0, dim1, dim2], dtype, device, requires_grad);

    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros([dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros(input.Sizes, dtype ?? input.dtype, device, requires_grad);
}

public static class ZerosTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor zeros_like(torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.zeros_like(input, dtype, device, requires_grad);

        public torch.Tensor new_zeros(long[] size, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.zeros(size, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_zeros(ReadOnlySpan<long> size, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.zeros(size, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_zeros(long size, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.zeros(size, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_zeros(long rows, long columns, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.zeros(rows, columns, dtype ?? input.dtype, device, requires_grad);

        public torch.Tensor new_zeros(long dim0, long dim1, long dim2, torch.ScalarType? dtype = null, torch.Device? device = null, bool requires_grad = false) =>
            torch.zeros(dim0, dim1, dim2, dtype ?? input.dtype, device, requires_grad);
    }
}
