namespace Rag.Encoders.Text;

/// <summary>Rows of token ids, padded by zeros to the longest.</summary>
internal sealed class PaddedIds(IReadOnlyList<int[]> rows)
{
    /// <summary>Tokens of the longest row.</summary>
    public int Tokens { get; } = rows.Max(row => row.Length);

    /// <summary>Whether any row is shorter than the longest.</summary>
    public bool IsPadded => rows.Any(row => row.Length < Tokens);

    /// <summary>int64 (rows, tokens)</summary>
    public Tensor Ids()
    {
        var ids = new long[rows.Count * Tokens];
        foreach (var (i, row) in rows.Index())
        {
            for (var j = 0; j < row.Length; j++) ids[(i * Tokens) + j] = row[j];
        }
        return torch.tensor(ids, rows.Count, Tokens);
    }

    /// <summary>bool (rows, tokens), false where a row is padded.</summary>
    public Tensor Mask()
    {
        var mask = new bool[rows.Count * Tokens];
        foreach (var (i, row) in rows.Index()) mask.AsSpan(i * Tokens, row.Length).Fill(true);
        return torch.tensor(mask, rows.Count, Tokens);
    }
}
