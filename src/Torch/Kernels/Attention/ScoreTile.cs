using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Attention;

/// <summary>A tile of raw scores Q K^T of one head, and the pass that scales, biases and masks it.</summary>
internal static unsafe class ScoreTile<V> where V : struct, ILanes<V>
{
    /// <summary>Row <paramref name="query"/>'s scores for <paramref name="keys"/> keys from <paramref name="key"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(in AttentionProblem p, int b, int h, int query, int key, int keys, float* scores)
    {
        var scale = V.Broadcast(p.Scale);
        bool sideBySide = !p.Bias.IsEmpty && p.Bias.Key == 1;
        float* bias = p.Bias.IsEmpty ? null : p.Bias.At(b, h, query, key);
        for (int i = 0; i < keys; i += V.Count)
        {
            int width = Math.Min(V.Count, keys - i);
            var s = V.Load(scores + i) * scale; // rows of a tile are padded to whole registers
            if (sideBySide) s += V.LoadPartial(bias + i, width);
            s.Store(scores + i);
        }
        if (bias != null && !sideBySide)
        {
            for (int i = 0; i < keys; i++) scores[i] += bias[i * p.Bias.Key];
        }
        if (!p.Mask.IsEmpty)
        {
            bool* allowed = p.Mask.At(b, h, query, key);
            for (int i = 0; i < keys; i++)
            {
                if (!allowed[i * p.Mask.Key]) scores[i] = float.NegativeInfinity;
            }
        }
        if (!p.Causal) return;
        int visible = Math.Clamp(query + 1 - key, 0, keys);
        new Span<float>(scores + visible, keys - visible).Fill(float.NegativeInfinity);
    }
}
