using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rag.Attention.Recurrence;

/// <summary>The scan on the CPU: one pass over time for each block of channels, rows and blocks in parallel.</summary>
internal static unsafe class ScanKernel
{
    private const int Block = 16; // channels: a cache line

    /// <summary>c, of contiguous f and z.</summary>
    public static Tensor Forward(Tensor forget, Tensor input)
    {
        var c = torch.empty_like(input);
        float* f = Data(forget), z = Data(input), to = Data(c);
        Run(forget.shape, (at, step, tokens, wide) =>
        {
            if (wide) Forward(f + at, z + at, to + at, step, tokens);
            else ForwardOne(f + at, z + at, to + at, step, tokens);
        });
        return c;
    }

    /// <summary>Gradients by f and z, where g is that by c.</summary>
    public static (Tensor Forget, Tensor Input) Backward(Tensor forget, Tensor input, Tensor states, Tensor gradient)
    {
        var (df, dz) = (torch.empty_like(forget), torch.empty_like(input));
        float* f = Data(forget), z = Data(input), c = Data(states), g = Data(gradient), toF = Data(df), toZ = Data(dz);
        Run(forget.shape, (at, step, tokens, wide) =>
        {
            if (wide) Backward(f + at, z + at, c + at, g + at, toF + at, toZ + at, step, tokens);
            else BackwardOne(f + at, z + at, c + at, g + at, toF + at, toZ + at, step, tokens);
        });
        return (df, dz);
    }

    private static void Forward(float* f, float* z, float* c, nint step, int tokens)
    {
        var state = Vector512<float>.Zero;
        for (nint t = 0, at = 0; t < tokens; t++, at += step)
        {
            var now = Vector512.Load(z + at);
            state = now + (Vector512.Load(f + at) * (state - now)); // f c + (1 - f) z
            state.Store(c + at);
        }
    }

    private static void ForwardOne(float* f, float* z, float* c, nint step, int tokens)
    {
        var state = 0f;
        for (nint t = 0, at = 0; t < tokens; t++, at += step) c[at] = state = z[at] + (f[at] * (state - z[at]));
    }

    private static void Backward(float* f, float* z, float* c, float* g, float* df, float* dz, nint step, int tokens)
    {
        var later = Vector512<float>.Zero; // what the states after this one hand back
        for (nint t = tokens - 1, at = step * (tokens - 1); t >= 0; t--, at -= step)
        {
            var (forget, d) = (Vector512.Load(f + at), Vector512.Load(g + at) + later);
            var before = t == 0 ? Vector512<float>.Zero : Vector512.Load(c + at - step);
            later = d * forget;
            (d - later).Store(dz + at);
            (d * (before - Vector512.Load(z + at))).Store(df + at);
        }
    }

    private static void BackwardOne(float* f, float* z, float* c, float* g, float* df, float* dz, nint step, int tokens)
    {
        var later = 0f;
        for (nint t = tokens - 1, at = step * (tokens - 1); t >= 0; t--, at -= step)
        {
            var (d, before) = (g[at] + later, t == 0 ? 0 : c[at - step]);
            later = d * f[at];
            (dz[at], df[at]) = (d - later, d * (before - z[at]));
        }
    }

    /// <summary>Calls <paramref name="scan"/> for each block of channels of one direction, or for single channels that are left over.</summary>
    private static void Run(long[] shape, Scan scan)
    {
        var (tokens, channels) = ((int)shape[1], (int)shape[2]);
        if (tokens == 0) return;
        var half = channels / 2;
        Parallel.For(0, (int)shape[0] * 2, part =>
        {
            var row = (nint)(part / 2) * tokens * channels;
            var isBackward = part % 2 == 1;
            var first = isBackward ? row + half + ((nint)(tokens - 1) * channels) : row;
            nint step = isBackward ? -channels : channels;
            var channel = 0;
            for (; channel + Block <= half; channel += Block) scan(first + channel, step, tokens, wide: true);
            for (; channel < half; channel++) scan(first + channel, step, tokens, wide: false);
        });
    }

    private static float* Data(Tensor contiguous) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(contiguous.bytes));

    /// <param name="at">Where the first token's number lies.</param>
    /// <param name="step">From a token to the next one read.</param>
    private delegate void Scan(nint at, nint step, int tokens, bool wide);
}
