using Rag.Encoders.Checkpoints;

namespace Rag.Tests.Encoders.Golden;

/// <summary>A model with what the transformers library computes with it.</summary>
/// <param name="folder">The model.</param>
/// <param name="reference">The folder of reference.safetensors, below shared/.</param>
internal sealed class GoldenModel(string folder, string reference) : IDisposable
{
    /// <summary>Where MiniLM's reference values lie.</summary>
    public const string MiniLM = "golden/minilm";

    private readonly SafetensorsFile _reference = SafetensorsFile.Open(SharedData.Path($"{reference}/reference.safetensors"));

    /// <summary>A model of shared/golden/models.</summary>
    public GoldenModel(string name) : this(SharedData.Path($"golden/models/{name}"), $"golden/models/{name}")
    {
    }

    /// <summary>The text encoder that ships: MiniLM bit for bit beside its Chinese rows.</summary>
    public static string TextEncoder { get; } = Path.Combine(SharedData.Repository, "src", "Encoders", "Weights", "text");

    public ModelFolder Folder { get; } = ModelFolder.Open(folder);

    /// <summary>The text encoder that ships beside the values of MiniLM.</summary>
    public static GoldenModel OfMiniLM() => new(TextEncoder, MiniLM);

    public Tensor Floats(string tensor) => torch.tensor(_reference.ReadFloats(tensor), Shape(tensor));

    public Tensor Integers(string tensor) => torch.tensor(_reference.Read<long>(tensor, TensorType.I64).ToArray(), Shape(tensor));

    public void Dispose()
    {
        Folder.Dispose();
        _reference.Dispose();
    }

    private long[] Shape(string tensor) => [.. _reference.Entry(tensor).Shape];
}
