using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Checkpoints;

/// <summary>What lies in a model's folder, whichever of weights, settings and tokenizer it has. No tensor is read.</summary>
public sealed class ModelInspection
{
    private readonly string _folder;
    private readonly Tokenizer? _tokenizer;

    private ModelInspection(string folder, Tokenizer? tokenizer) => (_folder, _tokenizer) = (folder, tokenizer);

    /// <summary>The class that config.json names, else its <c>model_type</c>; null without config.json.</summary>
    public string? Architecture { get; private init; }

    /// <summary>Weights: numbers in floating point, and int8 ones with scales.</summary>
    public long Parameters { get; private init; }

    /// <summary>All tensors, by name.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; private init; } = [];

    /// <exception cref="CheckpointException">A file is damaged, or the folder holds no part of a model.</exception>
    /// <exception cref="TokenizerException">tokenizer.json is damaged.</exception>
    public static ModelInspection Of(string folder)
    {
        var (config, tokenizer, weights) = (Path.Combine(folder, "config.json"), Path.Combine(folder, "tokenizer.json"), Path.Combine(folder, "model.safetensors"));
        var hasWeights = File.Exists(weights) || File.Exists(weights + ".index.json");
        if (!hasWeights && !File.Exists(tokenizer))
            throw new CheckpointException(folder, "holds neither model.safetensors nor tokenizer.json: give a model's folder");
        using var tensors = hasWeights ? ShardedWeights.Open(weights) : null;
        return new ModelInspection(folder, File.Exists(tokenizer) ? Tokenizer.Load(tokenizer) : null)
        {
            Architecture = File.Exists(config) ? ArchitectureOf(ModelConfig.Read(config)) : null,
            Parameters = tensors?.Weights ?? 0,
            Tensors = [.. (tensors?.Tensors.Values ?? []).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)],
        };
    }

    /// <summary>The tokens of a text, special ones included.</summary>
    /// <exception cref="CheckpointException">The folder has no tokenizer.json.</exception>
    public Encoding Tokenize(string text) => _tokenizer?.Encode(text)
        ?? throw new CheckpointException(Path.Combine(_folder, "tokenizer.json"), "there is no such file, so texts have no tokens");

    private static string? ArchitectureOf(ModelConfig config) => config.Has("architectures") && config.Texts("architectures") is [var first, ..]
        ? first
        : config.Has("model_type") ? config.Text("model_type") : null;
}
