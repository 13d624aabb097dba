using System.Runtime.CompilerServices;

namespace Rag.Torch;

/// <summary>
/// Visits the elements of up to three strided operands in row-major order of the shape they broadcast to, in runs
/// along its last dimension. Dimensions that every operand steps through evenly are merged first, so that contiguous
/// operands are one run.
/// </summary>
internal unsafe struct Walk
{
    public const int MaxRank = 24;

    private fixed long _sizes[MaxRank];
    private fixed long _a[MaxRank];
    private fixed long _b[MaxRank];
    private fixed long _c[MaxRank];
    private fixed long _at[MaxRank];
    private readonly int _rank;

    public Walk(long[] shape, torch.Tensor a) : this(shape, a, a, a)
    {
    }

    public Walk(long[] shape, torch.Tensor a, torch.Tensor b) : this(shape, a, b, b)
    {
    }

    public Walk(long[] shape, torch.Tensor a, torch.Tensor b, torch.Tensor c)
    {
        if (shape.Length > MaxRank) throw new ArgumentException($"A tensor of {shape.Length} dimensions has more than the {MaxRank} that are supported.", nameof(shape));
        for (var d = 0; d < shape.Length; d++)
        {
            if (shape[d] == 1) continue;
            var (stepA, stepB, stepC) = (Step(a, d, shape.Length), Step(b, d, shape.Length), Step(c, d, shape.Length));
            if (_rank > 0 && _a[_rank - 1] == stepA * shape[d] && _b[_rank - 1] == stepB * shape[d] && _c[_rank - 1] == stepC * shape[d])
                _rank--;
            else _sizes[_rank] = 1;
            _sizes[_rank] *= shape[d];
            (_a[_rank], _b[_rank], _c[_rank]) = (stepA, stepB, stepC);
            _rank++;
        }
        if (_rank == 0)
        {
            _sizes[0] = 1;
            _rank = 1;
        }
        Rows = 1;
        for (var d = 0; d < _rank - 1; d++) Rows *= _sizes[d];
    }

    /// <summary>Elements in a run.</summary>
    public readonly long Length => _sizes[_rank - 1];

    /// <summary>How many runs there are.</summary>
    public long Rows { get; }

    /// <summary>Steps between the elements of a run, in elements.</summary>
    public readonly long StepA => _a[_rank - 1];

    public readonly long StepB => _b[_rank - 1];

    public readonly long StepC => _c[_rank - 1];

    /// <summary>Where the present run begins, in elements from each operand's first.</summary>
    public long AtA { get; private set; }

    public long AtB { get; private set; }

    public long AtC { get; private set; }

    /// <summary>Goes to a run by its number.</summary>
    public void Seek(long row)
    {
        (AtA, AtB, AtC) = (0, 0, 0);
        for (var d = _rank - 2; d >= 0; d--)
        {
            _at[d] = row % _sizes[d];
            row /= _sizes[d];
            AtA += _at[d] * _a[d];
            AtB += _at[d] * _b[d];
            AtC += _at[d] * _c[d];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        for (var d = _rank - 2; d >= 0; d--)
        {
            AtA += _a[d];
            AtB += _b[d];
            AtC += _c[d];
            if (++_at[d] < _sizes[d]) return;
            AtA -= _a[d] * _sizes[d];
            AtB -= _b[d] * _sizes[d];
            AtC -= _c[d] * _sizes[d];
            _at[d] = 0;
        }
    }

    private static long Step(torch.Tensor operand, int dimension, int rank)
    {
        var d = dimension - (rank - operand.Rank);
        return d < 0 || operand.Sizes[d] == 1 ? 0 : operand.Strides[d];
    }
}
