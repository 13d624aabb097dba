using Rag.Attention.Inference;
using Rag.Encoders.DataSets;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Text.Training;

/// <summary>An encoder with more words than another, and all else its own.</summary>
public static class ExtendedEncoder
{
    /// <summary>A copy of <paramref name="encoder"/> with a row for each token of <paramref name="tokenizer"/>.</summary>
    /// <remarks>Chinese characters begin where a dictionary's glosses put them (<see cref="GlossRows"/>), added ones that it lacks at the mean of the others.</remarks>
    /// <param name="tokenizer">Its tokens that the encoder knows keep their ids.</param>
    /// <param name="added">The tokens that the encoder does not know.</param>
    /// <param name="space">The space that both embed into, see <see cref="EmbeddingSpace"/>; null where it has no name.</param>
    /// <param name="seed">Of what is drawn at random.</param>
    public static BertEncoder Of(
        BertEncoder encoder, Tokenizer tokenizer, IReadOnlySet<string> added, IReadOnlyList<DictionaryEntry> dictionary, string? space, int seed)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var extended = new BertEncoder(encoder.Options with { Vocabulary = tokenizer.Count, Space = space });
        var (from, to) = (encoder.state_dict(), extended.state_dict());
        var table = encoder.Embeddings.Words.weight!;
        foreach (var (name, tensor) in from)
        {
            if (!ReferenceEquals(tensor, table)) to[name].copy_(tensor);
        }
        var words = extended.Embeddings.Words.weight!;
        words.narrow(0, 0, table.shape[0]).copy_(table);
        var characters = Enumerable.Range(0, tokenizer.Count).Where(id => HanVocabulary.IsChinese(tokenizer.TokenOf(id))).ToHashSet();
        var rows = GlossRows.Of(dictionary, tokenizer, table.Floats(), encoder.Options.Layer.Width, characters, new Random(seed));
        var mean = rows.Count == 0 ? table.mean([0]) : torch.tensor([.. rows.Values.SelectMany(row => row)], [rows.Count, words.shape[1]]).mean([0]);
        foreach (var id in characters)
        {
            if (rows.TryGetValue(id, out var row)) words[id].copy_(torch.tensor(row));
            else if (added.Contains(tokenizer.TokenOf(id))) words[id].copy_(mean);
        }
        extended.eval();
        return extended;
    }
}
