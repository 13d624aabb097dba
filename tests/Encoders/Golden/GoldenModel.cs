using Rag.Encoders.Checkpoints;

namespace Rag.Tests.Encoders.Golden;

/// <summary>A model of shared/golden/models with what the transformers library computes with it.</summary>
internal sealed class GoldenModel(string name) : IDisposable
{
    private readonly SafetensorsFile _reference = SafetensorsFile.Open(SharedData.Path($"golden/models/{name}/reference.safetensors"));

    public ModelFolder Folder { get; } = ModelFolder.Open(SharedData.Path($"golden/models/{name}"));

    public Tensor Floats(string tensor) => torch.tensor(_reference.ReadFloats(tensor), Shape(tensor));

    public Tensor Integers(string tensor) => torch.tensor(_reference.Read<long>(tensor, TensorType.I64).ToArray(), Shape(tensor));

    public void Dispose()
    {
        Folder.Dispose();
        _reference.Dispose();
    }

    private long[] Shape(string tensor) => [.. _reference.Entry(tensor).Shape];
}
