namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// softmax(query key^T / sqrt(d) + mask) value over (..., tokens, d). A bool mask is true where a query may attend; a
            /// query that may attend nowhere gets zeros.
            /// </summary>
            /// <param name="attn_mask">Bool, or float32 added to the scores; broadcasts to (..., queries, keys).</param>
            /// <param name="p">Probability of dropping a weight.</param>
            /// <param name="is_casual">Query i may attend to keys up to i. (The spelling is TorchSharp's.)</param>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (query.Rank < 2 || key.Rank < 2 || value.Rank < 2 || query.Sizes[^1] != key.Sizes[^1] || key.Sizes[^2] != value.Sizes[^2])
                    throw new ArgumentException($"Queries of shape {Shape.Text(query.Sizes)}, keys of shape {Shape.Text(key.Sizes)} and values of shape {Shape.Text(value.Sizes)} do not fit.");
                if (attn_mask is not null && is_casual) throw new ArgumentException("Attention takes a mask or is_casual, not both.", nameof(is_casual));
                var scores = matmul(query * (1 / Math.Sqrt(query.Sizes[^1])), key.mT);
                if (is_casual)
                {
                    using var allowed = ones(scores.Sizes[^2..], ScalarType.Bool);
                    attn_mask = tril(allowed);
                }
                if (attn_mask is { dtype: ScalarType.Bool }) scores = scores.masked_fill(attn_mask.logical_not(), double.NegativeInfinity);
                else if (attn_mask is not null) scores = scores + attn_mask;
                return matmul(dropout(softmax(scores, -1), p), value);
            }
        }
    }
}
