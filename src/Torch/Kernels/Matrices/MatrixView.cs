namespace Rag.Torch.Kernels.Matrices;

/// <summary>A matrix in memory: element (i, j) lies at <c>Data[i * RowStride + j * ColumnStride]</c>.</summary>
internal readonly unsafe struct MatrixView(float* data, nint rowStride, nint columnStride = 1)
{
    public float* Data { get; } = data;

    public nint RowStride { get; } = rowStride;

    public nint ColumnStride { get; } = columnStride;

    /// <summary>The same memory with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Data, ColumnStride, RowStride);

    /// <summary>The part that begins at (<paramref name="row"/>, <paramref name="column"/>).</summary>
    public MatrixView From(nint row, nint column) =>
        new(Data + (row * RowStride) + (column * ColumnStride), RowStride, ColumnStride);
}
