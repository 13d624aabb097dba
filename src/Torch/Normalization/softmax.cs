namespace Rag.Torch;

public static partial class torch
{
    /// <summary>exp(x) / sum(exp(x)) along a dimension; a row of nothing but -infinity gives zeros.</summary>
    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => SoftmaxRows.Softmax(input, dim, dtype);

    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxRows.Softmax(input, dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => SoftmaxRows.LogSoftmax(x, dim, null);
        }
    }

    public static partial class special
    {
        public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxRows.Softmax(input, dim, dtype);

        public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxRows.LogSoftmax(input, dim, dtype);
    }
}

public static class SoftmaxTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor softmax(long dim, torch.ScalarType? dtype = null) => SoftmaxRows.Softmax(input, dim, dtype);

        public torch.Tensor log_softmax(long dim, torch.ScalarType? dtype = null) => SoftmaxRows.LogSoftmax(input, dim, dtype);
    }
}
