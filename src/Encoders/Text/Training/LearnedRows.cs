using Rag.Attention;

namespace Rag.Encoders.Text.Training;

/// <summary>Some rows of an encoder's word table, learned while the rest of the table and all layers stay as they are.</summary>
public sealed class LearnedRows : NamedModule
{
    private readonly BertEncoder _encoder;
    private readonly Tensor _ids; // (learned)
    private readonly Tensor _places; // (vocabulary): where an id's row lies here, -1 for those that stay
    private readonly Parameter _rows; // (learned, width)

    /// <param name="encoder">Frozen from here on.</param>
    /// <param name="ids">The ids whose rows are learned.</param>
    public LearnedRows(BertEncoder encoder, IReadOnlyList<int> ids) : base(nameof(LearnedRows))
    {
        _encoder = encoder;
        foreach (var parameter in encoder.parameters()) parameter.requires_grad = false;
        var places = new long[encoder.Options.Vocabulary];
        Array.Fill(places, -1);
        foreach (var (place, id) in ids.Index()) places[id] = place;
        _ids = torch.tensor([.. ids.Select(id => (long)id)]);
        _places = torch.tensor(places);
        _rows = Learned("rows", encoder.Embeddings.Words.weight!.index_select(0, _ids));
    }

    /// <param name="ids">int64 (batch, tokens)</param>
    /// <returns>Their words, (batch, tokens, width).</returns>
    public Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var places = _places.index_select(0, ids.flatten());
        var learned = _rows.index_select(0, places.clamp(0)).view(ids.shape[0], ids.shape[1], -1); // (batch, tokens, width)
        var isLearned = places.ge(0).view(ids.shape[0], ids.shape[1], 1);
        return torch.where(isLearned, learned, _encoder.Embeddings.Words.call(ids)).MoveToOuterDisposeScope();
    }

    /// <summary>Puts the rows into the encoder's table.</summary>
    public void MoveToEncoder()
    {
        using var off = no_grad();
        _encoder.Embeddings.Words.weight!.index_put_(_rows, TensorIndex.Tensor(_ids));
    }
}
