using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Text.Training;

/// <summary>Texts as ids, padded to the longest.</summary>
/// <param name="Ids">int64 (batch, tokens)</param>
/// <param name="Mask">bool (batch, tokens), false where a row is padded.</param>
internal sealed record PaddedTexts(Tensor Ids, Tensor Mask)
{
    public static PaddedTexts Of(Tokenizer tokenizer, IReadOnlyList<string> texts, int mostTokens)
    {
        var rows = texts.Select(text => Cut(tokenizer.Encode(text).Ids, mostTokens)).ToArray();
        var longest = rows.Max(row => row.Length);
        var ids = new long[rows.Length * longest];
        var mask = new bool[ids.Length];
        foreach (var (i, row) in rows.Index())
        {
            for (var j = 0; j < row.Length; j++) (ids[(i * longest) + j], mask[(i * longest) + j]) = (row[j], true);
        }
        return new PaddedTexts(torch.tensor(ids, [rows.Length, longest]), torch.tensor(mask, [rows.Length, longest]));
    }

    /// <summary>The mean of the states (batch, tokens, width) of real tokens, at length 1: (batch, width).</summary>
    public Tensor Pool(Tensor states)
    {
        var weights = Mask.to_type(float32).unsqueeze(-1); // (batch, tokens, 1)
        return functional.normalize((states * weights).sum(1) / weights.sum(1), dim: -1);
    }

    // Keeps [SEP], which is last.
    private static int[] Cut(int[] ids, int most) => ids.Length <= most ? ids : [.. ids[..(most - 1)], ids[^1]];
}
