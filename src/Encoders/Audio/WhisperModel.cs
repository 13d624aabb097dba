using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Audio;

/// <summary>A whole Whisper (Radford et al., 2022): what hears, what writes, and the tokens between them and text.</summary>
public sealed class WhisperModel : IDisposable
{
    private WhisperModel(string name, WhisperEncoder encoder, WhisperDecoder decoder, WhisperTokens tokens) =>
        (Name, Encoder, Decoder, Tokens) = (name, encoder, decoder, tokens);

    /// <summary>The folder's.</summary>
    public string Name { get; }

    /// <summary>Hears windows of 30 s.</summary>
    public WhisperEncoder Encoder { get; }

    /// <summary>Writes what was heard.</summary>
    public WhisperDecoder Decoder { get; }

    /// <summary>What the decoder's tokens mean.</summary>
    public WhisperTokens Tokens { get; }

    /// <summary>Opens the model of a folder.</summary>
    /// <exception cref="CheckpointException">The folder holds no whole Whisper, or is damaged.</exception>
    /// <exception cref="TokenizerException">tokenizer.json is damaged.</exception>
    /// <exception cref="TensorLibraryException">libtorch cannot work here.</exception>
    public static WhisperModel Open(string path, Precision precision = Precision.Fastest)
    {
        using var folder = ModelFolder.Open(path);
        var tokens = WhisperTokens.Read(folder, WhisperDecoderOptions.Read(folder.Config).Vocabulary);
        var encoder = WhisperEncoder.Open(folder);
        encoder.to(precision.Type());
        var decoder = WhisperDecoder.Open(folder);
        decoder.to(precision.Type());
        return new WhisperModel(folder.Name, encoder, decoder, tokens);
    }

    /// <summary>Lets the weights go.</summary>
    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
    }
}
