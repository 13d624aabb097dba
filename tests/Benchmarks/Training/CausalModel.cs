using Rag.Attention.Inference;

namespace Rag.Benchmarks.Training;

/// <summary>A pre-norm decoder over tokens of no meaning, and what a step of it should cost.</summary>
internal sealed class CausalModel(int layers, int width, int heads, int vocabulary, int batch, int length) : IDisposable
{
    private readonly CharacterModel _model = new(vocabulary, length, layers, width, heads);
    private readonly Tensor _tokens = torch.randint(vocabulary, [batch, length + 1]);

    /// <summary>The model of issue 4: six layers of width 256, 16 x 128 tokens.</summary>
    public static CausalModel OfSixLayers() => new(layers: 6, width: 256, heads: 8, vocabulary: 1024, batch: 16, length: 128);

    private long Tokens => (long)batch * length;

    /// <summary>6 x parameters x tokens, all parameters counted.</summary>
    public double Operations => 6.0 * Parameters * Tokens;

    public long Parameters => _model.parameters().Sum(parameter => parameter.numel());

    public TrainingStep Step(Precision precision) => new(_model, () => MixedPrecision.Run(precision, Loss));

    public void Dispose()
    {
        _model.Dispose();
        _tokens.Dispose();
    }

    private Tensor Loss()
    {
        var scores = _model.call(_tokens[.., ..^1]); // (B, T, V)
        return nn.functional.cross_entropy(scores.reshape(-1, vocabulary), _tokens[.., 1..].reshape(-1));
    }
}
