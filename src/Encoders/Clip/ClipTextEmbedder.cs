using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Text;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Clip;

/// <summary>CLIP's tower of texts and its projection: a text lies near the pictures it could be said of. Of a long one the beginning is read.</summary>
public sealed class ClipTextEmbedder : Embedder<string>
{
    private const int Batch = 32;

    private readonly ClipModel _clip;
    private readonly Tokenizer _tokenizer;
    private readonly Truncation _truncation;

    /// <param name="clip">Is disposed with this.</param>
    /// <param name="name">Of the model.</param>
    public ClipTextEmbedder(ClipModel clip, Tokenizer tokenizer, string name) : base(name, clip.Options.Width) =>
        (_clip, _tokenizer, _truncation) = (clip, tokenizer, new Truncation(clip.Options.Text.Positions));

    /// <summary>Reads through an opened model with the folder's tokenizer.json.</summary>
    /// <exception cref="CheckpointException">The tokenizer has ids that the model does not.</exception>
    /// <exception cref="TokenizerException">tokenizer.json is damaged.</exception>
    public static ClipTextEmbedder Of(ClipModel clip, ModelFolder folder, string name)
    {
        var tokenizer = Tokenizer.Load(folder.File("tokenizer.json"));
        return tokenizer.Count <= clip.Options.Text.Vocabulary
            ? new ClipTextEmbedder(clip, tokenizer, name)
            : throw folder.Config.Bad($"tokenizer.json has ids up to {tokenizer.Count - 1}; \"vocab_size\" is {clip.Options.Text.Vocabulary}");
    }

    /// <inheritdoc/>
    public override void Dispose() => _clip.Dispose();

    /// <inheritdoc/>
    protected override IEnumerable<float[]> EmbedAll(IEnumerable<string> inputs, CancellationToken cancellation)
    {
        foreach (var batch in inputs.Select(text => _tokenizer.Encode(text, truncation: _truncation).Ids).Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var embedding in EmbedBatch(batch)) yield return embedding;
        }
    }

    private float[][] EmbedBatch(int[][] texts) => Infer<float[][]>(() =>
    {
        var embeddings = _clip.EmbedTexts(new PaddedIds(texts).Ids()); // (texts, dimension)
        return [.. embeddings.Floats().Chunk(Dimension)];
    });
}
