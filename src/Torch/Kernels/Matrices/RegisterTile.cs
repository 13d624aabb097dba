using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>
/// The innermost part of every matrix product: up to 12 rows by two registers of C stay in registers while k runs.
/// Unused rows (<typeparamref name="R"/>) and columns (<typeparamref name="C"/>) cost nothing: the JIT drops them.
/// </summary>
internal static unsafe class RegisterTile<V, R, C>
    where V : struct, ILanes<V>
    where R : struct, ISize
    where C : struct, ISize
{
    /// <summary>
    /// Sums = A B for R rows and C registers of columns. There is no branch behind the loop, since then the register
    /// allocator would keep some of the sums on the stack.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in TileArguments t, nint k)
    {
        nint row = t.ARow, row2 = 2 * t.ARow;
        float* a0 = t.A, a3 = a0 + (3 * row), a6 = a0 + (6 * row), a9 = a0 + (9 * row), b = t.B;
        nint aStep = t.AStep, bStep = t.BStep, nextStep = t.NextStep;
        float* next = t.Next;
        V c0 = default, d0 = default;
        V c1 = default, d1 = default;
        V c2 = default, d2 = default;
        V c3 = default, d3 = default;
        V c4 = default, d4 = default;
        V c5 = default, d5 = default;
        V c6 = default, d6 = default;
        V c7 = default, d7 = default;
        V c8 = default, d8 = default;
        V c9 = default, d9 = default;
        V c10 = default, d10 = default;
        V c11 = default, d11 = default;

        for (; k > 0; k--)
        {
            var b0 = V.Load(b);
            var b1 = C.Value > 1 ? V.Load(b + V.Count) : default;
            {
                var a = V.Broadcast(a0[0]);
                c0 = V.MultiplyAdd(a, b0, c0);
                if (C.Value > 1) d0 = V.MultiplyAdd(a, b1, d0);
            }
            if (R.Value > 1)
            {
                var a = V.Broadcast(a0[row]);
                c1 = V.MultiplyAdd(a, b0, c1);
                if (C.Value > 1) d1 = V.MultiplyAdd(a, b1, d1);
            }
            if (R.Value > 2)
            {
                var a = V.Broadcast(a0[row2]);
                c2 = V.MultiplyAdd(a, b0, c2);
                if (C.Value > 1) d2 = V.MultiplyAdd(a, b1, d2);
            }
            if (R.Value > 3)
            {
                var a = V.Broadcast(a3[0]);
                c3 = V.MultiplyAdd(a, b0, c3);
                if (C.Value > 1) d3 = V.MultiplyAdd(a, b1, d3);
            }
            if (R.Value > 4)
            {
                var a = V.Broadcast(a3[row]);
                c4 = V.MultiplyAdd(a, b0, c4);
                if (C.Value > 1) d4 = V.MultiplyAdd(a, b1, d4);
            }
            if (R.Value > 5)
            {
                var a = V.Broadcast(a3[row2]);
                c5 = V.MultiplyAdd(a, b0, c5);
                if (C.Value > 1) d5 = V.MultiplyAdd(a, b1, d5);
            }
            if (R.Value > 6)
            {
                var a = V.Broadcast(a6[0]);
                c6 = V.MultiplyAdd(a, b0, c6);
                if (C.Value > 1) d6 = V.MultiplyAdd(a, b1, d6);
            }
            if (R.Value > 7)
            {
                var a = V.Broadcast(a6[row]);
                c7 = V.MultiplyAdd(a, b0, c7);
                if (C.Value > 1) d7 = V.MultiplyAdd(a, b1, d7);
            }
            if (R.Value > 8)
            {
                var a = V.Broadcast(a6[row2]);
                c8 = V.MultiplyAdd(a, b0, c8);
                if (C.Value > 1) d8 = V.MultiplyAdd(a, b1, d8);
            }
            if (R.Value > 9)
            {
                var a = V.Broadcast(a9[0]);
                c9 = V.MultiplyAdd(a, b0, c9);
                if (C.Value > 1) d9 = V.MultiplyAdd(a, b1, d9);
            }
            if (R.Value > 10)
            {
                var a = V.Broadcast(a9[row]);
                c10 = V.MultiplyAdd(a, b0, c10);
                if (C.Value > 1) d10 = V.MultiplyAdd(a, b1, d10);
            }
            if (R.Value > 11)
            {
                var a = V.Broadcast(a9[row2]);
                c11 = V.MultiplyAdd(a, b0, c11);
                if (C.Value > 1) d11 = V.MultiplyAdd(a, b1, d11);
            }
            if (Sse.IsSupported) Sse.Prefetch1(next);
            next += nextStep;
            a0 += aStep;
            if (R.Value > 3) a3 += aStep;
            if (R.Value > 6) a6 += aStep;
            if (R.Value > 9) a9 += aStep;
            b += bStep;
        }

        float* to = t.Sums;
        nint toRow = t.SumsRow;
        Store(to, c0, d0);
        if (R.Value > 1) Store(to + (1 * toRow), c1, d1);
        if (R.Value > 2) Store(to + (2 * toRow), c2, d2);
        if (R.Value > 3) Store(to + (3 * toRow), c3, d3);
        if (R.Value > 4) Store(to + (4 * toRow), c4, d4);
        if (R.Value > 5) Store(to + (5 * toRow), c5, d5);
        if (R.Value > 6) Store(to + (6 * toRow), c6, d6);
        if (R.Value > 7) Store(to + (7 * toRow), c7, d7);
        if (R.Value > 8) Store(to + (8 * toRow), c8, d8);
        if (R.Value > 9) Store(to + (9 * toRow), c9, d9);
        if (R.Value > 10) Store(to + (10 * toRow), c10, d10);
        if (R.Value > 11) Store(to + (11 * toRow), c11, d11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, V left, V right)
    {
        left.Store(to);
        if (C.Value > 1) right.Store(to + V.Count);
    }
}
