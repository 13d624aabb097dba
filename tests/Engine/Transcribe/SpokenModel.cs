using Rag.Attention.Inference;
using Rag.Encoders.Audio;

namespace Rag.Engine.Tests.Transcribe;

/// <summary>The Whisper that comes with rag, opened once for all tests of a class.</summary>
public sealed class SpokenModel : IDisposable
{
    public WhisperModel Model { get; } = WhisperModel.Open(Path.Combine(SharedData.Repository, "src", "Encoders", "Weights", "whisper-base"), Precision.Fp32);

    public void Dispose() => Model.Dispose();
}
