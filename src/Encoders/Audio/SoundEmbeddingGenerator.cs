using Microsoft.Extensions.AI;
using Rag.Encoders.Audio.Reading;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Audio;

/// <summary>A sound file, or a film, of which the sound is meant.</summary>
public sealed record Recording(string Path);

/// <summary>
/// One unit-length vector for each recording: the mean over windows, each counting by its length. However long a recording is,
/// one window of it is in memory.
/// </summary>
/// <param name="encoder">Is disposed with this.</param>
/// <param name="name">Of the model, for its metadata.</param>
public sealed class SoundEmbeddingGenerator(ISoundEncoder encoder, string? name = null) : IEmbeddingGenerator<Recording, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("rag", defaultModelId: name, defaultModelDimensions: encoder.Dimension);

    /// <summary>Opens a Whisper model or one of our own.</summary>
    /// <exception cref="CheckpointException">The folder holds neither, or is damaged.</exception>
    public static SoundEmbeddingGenerator Open(string path)
    {
        using var folder = ModelFolder.Open(path);
        ISoundEncoder encoder = folder.Config.Text("model_type") switch
        {
            WhisperOptions.ModelType => WhisperEncoder.Open(folder),
            SoundOptions.ModelType => SoundEncoder.Open(folder),
            var other => throw folder.Config.Bad($"a model of type \"{other}\" hears no sound; {WhisperOptions.ModelType} and {SoundOptions.ModelType} do"),
        };
        return new SoundEmbeddingGenerator(encoder, System.IO.Path.GetFileName(System.IO.Path.GetFullPath(path)));
    }

    /// <summary>The embedding of one recording.</summary>
    /// <exception cref="Media.MediaException">The file cannot be read.</exception>
    public float[] Embed(Recording recording, CancellationToken cancellation = default)
    {
        using var sound = SoundReader.Open(recording.Path, cancellation: cancellation);
        var window = new float[encoder.WindowSamples];
        var sum = new float[encoder.Dimension];
        for (int count; (count = sound.Read(window)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            using var embedding = encoder.Embed(window.AsSpan(0, count));
            var numbers = embedding.data<float>().ToArray();
            for (var i = 0; i < sum.Length; i++) sum[i] += numbers[i] * count / window.Length;
        }
        var length = MathF.Sqrt(sum.Sum(x => x * x));
        return [.. sum.Select(x => x / Math.Max(length, 1e-12f))];
    }

    /// <inheritdoc/>
    /// <exception cref="Media.MediaException">A file cannot be read.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<Recording> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => new GeneratedEmbeddings<Embedding<float>>(
            values.Select(recording => new Embedding<float>(Embed(recording, cancellationToken)) { ModelId = name })), cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => encoder.Dispose();
}
