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
                if (p > 0) return Weighted(query, key, value, attn_mask, p, is_casual);
                var batch = Shape.Broadcast(Shape.Broadcast(query.Sizes[..^2], key.Sizes[..^2]), value.Sizes[..^2]);
                if (query.Sizes[^1] != value.Sizes[^1] || batch.Length > 2) return Weighted(query, key, value, attn_mask, p, is_casual);
                var mask = attn_mask is null ? null : Heads(attn_mask, batch, query.Sizes[^2], key.Sizes[^2]);
                var result = Attending.Run(
                    Heads(query, batch, query.Sizes[^2], query.Sizes[^1]), Heads(key, batch, key.Sizes[^2], key.Sizes[^1]), Heads(value, batch, value.Sizes[^2], value.Sizes[^1]),
                    mask, is_casual);
                return batch.Length == 2 ? result : result.reshape([.. batch, .. query.Sizes[^2..]]);
            }

            private static Tensor Heads(Tensor tensor, long[] batch, long rows, long columns)
            {
                var expanded = Broadcasting.Expand(tensor, [.. batch, rows, columns]);
                return batch.Length switch
                {
                    0 => expanded.unsqueeze(0).unsqueeze(0),
                    1 => expanded.unsqueeze(0),
                    _ => expanded,
                };
            }

            /// <summary>By way of the whole matrix of weights, which dropout needs, and values of another width.</summary>
            private static Tensor Weighted(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                var scores = matmul(query * (1 / Math.Sqrt(query.Sizes[^1])), key.mT);
                if (causal)
                {
                    using var allowed = ones(scores.Sizes[^2..], ScalarType.Bool);
                    mask = tril(allowed);
                }
                if (mask is { dtype: ScalarType.Bool }) scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
                else if (mask is not null) scores = scores + mask;
                return matmul(dropout(softmax(scores, -1), p), value);
            }
        }
    }
}
