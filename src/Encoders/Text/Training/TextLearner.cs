using Rag.Attention;

namespace Rag.Encoders.Text.Training;

/// <summary>
/// What is learned of an encoder: some rows of its word table and, where it is tuned, its layers. The rest of the table stays as it is.
/// </summary>
public sealed class TextLearner : NamedModule
{
    private readonly BertEncoder _encoder;
    private readonly Tensor _ids; // (learned)
    private readonly Tensor _places; // (vocabulary): where an id's row lies here, -1 for those that stay

    /// <param name="encoder">Frozen from here on, but for the layers where they are tuned.</param>
    /// <param name="ids">The ids whose rows are learned.</param>
    /// <param name="tunesLayers">Whether the encoder's layers are learned too.</param>
    public TextLearner(BertEncoder encoder, IReadOnlyList<int> ids, bool tunesLayers) : base(nameof(TextLearner))
    {
        _encoder = encoder;
        foreach (var parameter in encoder.parameters()) parameter.requires_grad = false;
        var places = new long[encoder.Options.Vocabulary];
        Array.Fill(places, -1);
        foreach (var (place, id) in ids.Index()) places[id] = place;
        _ids = torch.tensor([.. ids.Select(id => (long)id)]);
        _places = torch.tensor(places);
        Rows = Learned("rows", encoder.Embeddings.Words.weight!.index_select(0, _ids));
        if (tunesLayers) ShareLayers();
    }

    /// <summary>The learned rows, (learned, width).</summary>
    public Parameter Rows { get; }

    /// <param name="ids">int64 (batch, tokens)</param>
    /// <param name="mask">bool (batch, tokens), false where a row is padded.</param>
    /// <returns>The last layer's states, (batch, tokens, width).</returns>
    public Tensor forward(Tensor ids, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var places = _places.index_select(0, ids.flatten());
        var learned = Rows.index_select(0, places.clamp(0)).view(ids.shape[0], ids.shape[1], -1); // (batch, tokens, width)
        var isLearned = places.ge(0).view(ids.shape[0], ids.shape[1], 1);
        var words = torch.where(isLearned, learned, _encoder.Embeddings.Words.call(ids));
        return _encoder.StatesOfWords(words, mask)[^1].MoveToOuterDisposeScope();
    }

    /// <summary>Puts the rows into the encoder's table; its layers have learned in place.</summary>
    public void MoveToEncoder()
    {
        using var off = no_grad();
        _encoder.Embeddings.Words.weight!.index_put_(Rows, TensorIndex.Tensor(_ids));
    }

    // As parameters and not as parts, which would be put into training mode: a state that is to meet the teacher's wants no dropout.
    private void ShareLayers()
    {
        foreach (var (i, layer) in _encoder.Layers.Index())
        {
            foreach (var (name, parameter) in layer.named_parameters())
            {
                parameter.requires_grad = true;
                register_parameter($"layer{i}_{name.Replace('.', '_')}", parameter);
            }
        }
    }
}
