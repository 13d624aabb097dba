namespace Rag.Engine.Ask.Reading;

/// <summary>Rows of tokens, padded to the longest.</summary>
/// <param name="Ids">int64 (rows, tokens)</param>
/// <param name="Kinds">int64 (rows, tokens), of <see cref="TokenKind"/>.</param>
public sealed record TokenBatch(Tensor Ids, Tensor Kinds)
{
    /// <summary>bool (rows, tokens), false where a row is padded.</summary>
    public Tensor Mask => Kinds.ne((long)TokenKind.Padding);

    /// <summary>bool (rows, tokens), true where an answer may stand.</summary>
    public Tensor IsText => Kinds.eq((long)TokenKind.Text);

    /// <summary>bool (rows, tokens), true in headings.</summary>
    public Tensor IsHeading => Kinds.eq((long)TokenKind.Heading);

    /// <summary>The rows on a device.</summary>
    public static TokenBatch Of(IReadOnlyList<ReaderTokens> rows, Device device)
    {
        var tokens = rows.Max(row => row.Count);
        var (ids, kinds) = (new long[rows.Count * tokens], new long[rows.Count * tokens]);
        foreach (var (r, row) in rows.Index())
        {
            for (var t = 0; t < row.Count; t++) (ids[(r * tokens) + t], kinds[(r * tokens) + t]) = (row.Ids[t], row.Kinds[t]);
        }
        return new TokenBatch(torch.tensor(ids, rows.Count, tokens, device: device), torch.tensor(kinds, rows.Count, tokens, device: device));
    }

    /// <summary>Rows in another order, or some of them several times.</summary>
    /// <param name="rows">int64 (new rows)</param>
    public TokenBatch Select(Tensor rows) => new(Ids.index_select(0, rows), Kinds.index_select(0, rows));
}
