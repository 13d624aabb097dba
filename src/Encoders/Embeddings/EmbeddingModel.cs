using Microsoft.Extensions.AI;
using Rag.Attention.Inference;
using Rag.Encoders.Audio;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Clip;
using Rag.Encoders.Images;
using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Text.Embeddings;
using Rag.Encoders.Text.Tokenizers;
using Rag.Files.Pictures;

namespace Rag.Encoders.Embeddings;

/// <summary>
/// A model folder that embeds: BERT, CLIP, Whisper's encoder or one of our own, as its config.json says. What it cannot read is
/// null here.
/// </summary>
public sealed class EmbeddingModel : IDisposable
{
    private EmbeddingModel(string name, string space, int dimension) => (Name, Space, Dimension) = (name, space, dimension);

    /// <summary>What the model is called.</summary>
    public string Name { get; }

    /// <summary>
    /// The space its embeddings live in: what its config.json says (<see cref="EmbeddingSpace"/>), or its own name. Embeddings of one
    /// space can be compared, whichever model made them.
    /// </summary>
    public string Space { get; }

    /// <summary>Numbers of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>Embeds texts.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Texts { get; private init; }

    /// <summary>Embeds pictures.</summary>
    public IEmbeddingGenerator<Picture, Embedding<float>>? Pictures { get; private init; }

    /// <summary>Embeds sound.</summary>
    public IEmbeddingGenerator<Recording, Embedding<float>>? Sounds { get; private init; }

    /// <summary>What it reads, in words: "texts and pictures".</summary>
    public string Reads => string.Join(
        " and ", new[] { Texts is null ? null : "texts", Pictures is null ? null : "pictures", Sounds is null ? null : "sound" }.OfType<string>());

    /// <summary>Opens the model of a folder.</summary>
    /// <param name="name">What it is called; the folder's path if absent.</param>
    /// <param name="texts">How texts are read, and the precision, of whatever it reads.</param>
    /// <exception cref="CheckpointException">The folder holds no model that embeds, or is damaged.</exception>
    /// <exception cref="TokenizerException">tokenizer.json is damaged.</exception>
    /// <exception cref="TensorLibraryException">libtorch cannot work here.</exception>
    public static EmbeddingModel Open(string path, string? name = null, TextEncoderOptions? texts = null)
    {
        TensorLibrary.LoadAhead();
        using var folder = ModelFolder.Open(path);
        name ??= Path.GetFullPath(path);
        var type = (texts?.Precision ?? Precision.Fastest).Type();
        var space = EmbeddingSpace.Read(folder.Config) ?? name;
        switch (ArchitectureOf(folder.Config))
        {
            case "bert":
                var text = TextEncoder.Open(folder, name, texts);
                return new EmbeddingModel(name, space, text.Dimension) { Texts = text };
            case "clip":
                var clip = ClipModel.Open(folder);
                clip.to(type);
                return new EmbeddingModel(name, space, clip.Options.Width)
                {
                    Texts = folder.Find("tokenizer.json") is null ? null : ClipTextEmbedder.Of(clip, folder, name),
                    Pictures = new PictureEmbedder(ClipPictureEncoder.Of(clip, folder), name),
                };
            case HybridEncoderOptions.Architecture:
                var hybrid = HybridEncoder.Open(folder);
                hybrid.to(type);
                return new EmbeddingModel(name, space, hybrid.Dimension) { Pictures = new PictureEmbedder(hybrid, name) };
            case WhisperOptions.ModelType:
                var whisper = WhisperEncoder.Open(folder);
                whisper.to(type);
                return OfSound(whisper);
            case SoundOptions.ModelType:
                var sound = SoundEncoder.Open(folder);
                sound.to(type);
                return OfSound(sound);
            case var other:
                throw folder.Config.Bad($"a model of type \"{other}\" embeds nothing here; bert, clip, whisper, {HybridEncoderOptions.Architecture} and {SoundOptions.ModelType} do");
        }

        EmbeddingModel OfSound(ISoundEncoder encoder) => new(name, space, encoder.Dimension) { Sounds = new SoundEmbedder(encoder, name) };
    }

    /// <summary>Two models as one, each for what it reads; both are disposed of with it.</summary>
    /// <exception cref="ArgumentException">Their embeddings live in different spaces.</exception>
    public EmbeddingModel With(EmbeddingModel other) => (Space, Dimension) == (other.Space, other.Dimension)
        ? new EmbeddingModel($"{Name}+{other.Name}", Space, Dimension)
        {
            Texts = Texts ?? other.Texts,
            Pictures = Pictures ?? other.Pictures,
            Sounds = Sounds ?? other.Sounds,
        }
        : throw new ArgumentException($"{Name} embeds into the space of {Space} ({Dimension} numbers), {other.Name} into that of {other.Space} ({other.Dimension}).", nameof(other));

    /// <summary>Lets the weights go.</summary>
    public void Dispose()
    {
        Texts?.Dispose();
        Pictures?.Dispose();
        Sounds?.Dispose();
    }

    // Some folders say only the class.
    private static string ArchitectureOf(ModelConfig config)
    {
        if (config.Has("model_type")) return config.Text("model_type");
        var architecture = config.Has("architectures") && config.Texts("architectures") is [var first, ..] ? first : null;
        return architecture switch
        {
            null => throw config.Bad("neither \"model_type\" nor \"architectures\" says what model this is"),
            _ when architecture.StartsWith("Bert", StringComparison.Ordinal) => "bert",
            _ when architecture.StartsWith("CLIP", StringComparison.Ordinal) => "clip",
            _ => architecture,
        };
    }
}
