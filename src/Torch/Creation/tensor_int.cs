namespace Rag.Torch;

public static partial class torch
{
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        New.From([scalar], [], null).Requiring(requires_grad);

    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From(rawArray, [rawArray.Length], dtype).Requiring(requires_grad);

    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From(rawArray, dimensions, dtype).Requiring(requires_grad);

    public static Tensor tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From([.. rawArray], [rawArray.Count], dtype).Requiring(requires_grad);

    public static Tensor tensor(IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From([.. rawArray], dimensions, dtype).Requiring(requires_grad);

    public static Tensor tensor(IList<int> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From([.. rawArray], [rows, columns], dtype).Requiring(requires_grad);

    public static Tensor tensor(IList<int> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From([.. rawArray], [dim0, dim1, dim2], dtype).Requiring(requires_grad);

    public static Tensor tensor(int[] rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From(rawArray, [dim0, dim1, dim2, dim3], dtype).Requiring(requires_grad);

    public static Tensor tensor(int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From([.. rawArray.Cast<int>()], [rawArray.GetLength(0), rawArray.GetLength(1)], dtype).Requiring(requires_grad);

    public static Tensor tensor(int[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From([.. rawArray.Cast<int>()], [rawArray.GetLength(0), rawArray.GetLength(1), rawArray.GetLength(2)], dtype).Requiring(requires_grad);

    public static Tensor tensor(int[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        New.From([.. rawArray.Cast<int>()], [rawArray.GetLength(0), rawArray.GetLength(1), rawArray.GetLength(2), rawArray.GetLength(3)], dtype).Requiring(requires_grad);
}
