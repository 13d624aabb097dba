using Microsoft.Extensions.AI;
using Rag.Encoders.Audio;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Files.Media;
using Rag.Tests.Files.Sound;

namespace Rag.Tests.Encoders.Audio;

public sealed class SoundEmbedderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Recordings_become_unit_vectors_of_our_own_model()
    {
        using (var encoder = new SoundEncoder(new SoundOptions { Width = 6, StateWidth = 4, DetailWidth = 3, Dilations = [1] })) encoder.Save(_folder["model"]);
        using var model = EmbeddingModel.Open(_folder["model"], "model");
        var generator = model.Sounds!;

        var embeddings = await generator.GenerateAsync([Tone("a.wav", 300, 8000), Tone("b.wav", 2000, 500_000)]);

        Assert.All(embeddings, embedding => Assert.Equal(1, embedding.Vector.ToArray().Sum(x => x * x), 1e-4));
        Assert.All(embeddings, embedding => Assert.Equal(384, embedding.Dimensions));
        Assert.NotEqual(embeddings[0].Vector.ToArray(), embeddings[1].Vector.ToArray());
        Assert.Equal((384, "model"), generator.GetService(typeof(EmbeddingGeneratorMetadata)) is EmbeddingGeneratorMetadata data ? (data.DefaultModelDimensions ?? 0, data.DefaultModelId!) : default);
    }

    [SharedFact("golden/models/whisper-tiny-random")]
    public void A_Whisper_model_gives_the_mean_of_its_states()
    {
        using var folder = ModelFolder.Open(SharedData.Path("golden/models/whisper-tiny-random"));
        using var generator = new SoundEmbedder(WhisperEncoder.Open(folder), "whisper");

        var embedding = generator.Embed(Tone("a.wav", 300, 60_000));

        Assert.Equal(64, embedding.Length);
        Assert.Equal(1, embedding.Sum(x => x * x), 1e-4);
    }

    [Fact]
    public async Task A_bad_file_and_a_cancelled_run_say_so()
    {
        using var generator = new SoundEmbedder(new SoundEncoder(new SoundOptions { Width = 2, Dilations = [1] }), "ours");

        await Assert.ThrowsAsync<MediaException>(() => generator.GenerateAsync([new Recording(_folder.Write("a.wav", "no"))]));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync([Tone("b.wav", 300, 800)], cancellationToken: new CancellationToken(true)));
    }

    private Recording Tone(string name, double hertz, int samples) => new(_folder.Write(name, WavFile.Of(WavFile.Sine(hertz, samples))));
}
