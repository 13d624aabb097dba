using Rag.Attention;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Audio.Aligner;

/// <summary>How well each frame fits each letter, and each start and end of a word.</summary>
/// <param name="Columns">(batch, frames, 1 + 2 letters): silence, then the two sub-states of each letter.</param>
/// <param name="Starts">(batch, frames, units): of a word that begins with the frame.</param>
/// <param name="Ends">(batch, frames, units): of a word that has ended before the frame.</param>
public sealed record AlignerScores(Tensor Columns, Tensor Starts, Tensor Ends);

/// <summary>
/// Alignment as cross-attention without the softmax: frames of 5 ms ask, letters in context answer; a lattice (Rag.Engine.Align)
/// makes of the scaled dot products an attention that only moves forward.
/// </summary>
public sealed class AlignerModel : NamedModule
{
    private const double SilenceScale = 4; // silence is one key for much sound: its score may move faster than a letter's

    // Held, since TorchSharp lets a number that nothing else holds be freed while libtorch reads it ("Unknown scalar type").
    private readonly Scalar _queryScale, _edgeScale, _silenceScale;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public AlignerModel(AlignerOptions options) : base(nameof(AlignerModel))
    {
        Options = options;
        Audio = Part("audio", new AudioSide(options));
        Text = Part("text", new TextSide(options));
        (_queryScale, _edgeScale, _silenceScale) = (Math.Sqrt(options.QueryWidth), Math.Sqrt(options.EdgeWidth), SilenceScale / Math.Sqrt(options.QueryWidth));
    }

    /// <summary>Its tensors are called in files as they are here.</summary>
    public static TensorNames Names { get; } = new();

    /// <summary>What it was built from.</summary>
    public AlignerOptions Options { get; }

    /// <summary>Asks.</summary>
    public AudioSide Audio { get; }

    /// <summary>Answers.</summary>
    public TextSide Text { get; }

    /// <summary>Opens a model of a folder, ready to align (dropout off).</summary>
    /// <exception cref="CheckpointException">The folder holds no aligner, or is damaged.</exception>
    public static AlignerModel Open(ModelFolder folder)
    {
        var options = AlignerOptions.Read(folder.Config);
        folder.RequireWeights(options.Weights);
        var model = Blank(() => new AlignerModel(options));
        folder.Fill(model, Names);
        model.eval();
        return model;
    }

    /// <summary>Saves config.json and the weights; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F32) => ModelFolder.Save(folder, Options.ToConfig(), this, Names, type);

    /// <summary>The text of words as this model reads it.</summary>
    /// <inheritdoc cref="SpokenLetters.Of(IReadOnlyList{IReadOnlyList{string}}, int)"/>
    public SpokenLetters Read(IReadOnlyList<IReadOnlyList<string>> words) => SpokenLetters.Of(words, Options.TextReach);

    /// <summary>Scores of a batch of recordings and their transcripts, float32.</summary>
    public AlignerScores Scores(AudioQueries audio, TextKeys text)
    {
        using var scope = NewDisposeScope();
        var queries = audio.Letters.to_type(float32);
        var letters = Letters(queries, text.Letters); // (batch, frames, 2 letters)
        var silence = (torch.matmul(queries, Text.Silence) * _silenceScale) + Text.Biases[2]; // (batch, frames)
        var starts = (torch.matmul(audio.Starts.to_type(float32), text.Starts.to_type(float32).transpose(-1, -2)) / _edgeScale) + Text.Biases[0];
        var ends = (torch.matmul(audio.Ends.to_type(float32), text.Ends.to_type(float32).transpose(-1, -2)) / _edgeScale) + Text.Biases[1];
        return new AlignerScores(
            torch.cat([silence.unsqueeze(-1), letters], -1).MoveToOuterDisposeScope(), starts.MoveToOuterDisposeScope(), ends.MoveToOuterDisposeScope());
    }

    /// <summary>Scores of any letter keys: (..., frames, query width) and (..., keys, query width) to (..., frames, keys), float32.</summary>
    public Tensor Letters(Tensor queries, Tensor keys)
    {
        using var scope = NewDisposeScope();
        return (torch.matmul(queries.to_type(float32), keys.to_type(float32).transpose(-1, -2)) / _queryScale).MoveToOuterDisposeScope();
    }
}
