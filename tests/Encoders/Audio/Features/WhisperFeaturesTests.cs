using System.Text.Json;
using Rag.Encoders.Audio.Features;
using Rag.Encoders.Checkpoints;
using Rag.Tests.Files.Sound;

namespace Rag.Tests.Encoders.Audio.Features;

public sealed class WhisperFeaturesTests
{
    private const string Folder = "golden/audio";

    [SharedFact(Folder)]
    public void Features_of_every_recording_agree_with_transformers()
    {
        using var reference = SafetensorsFile.Open(SharedData.Path($"{Folder}/log-mel.safetensors"));
        using var index = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"{Folder}/log-mel.json")));
        var cases = index.RootElement.GetProperty("cases").EnumerateArray().ToList();
        Assert.Equal(18, cases.Count);
        foreach (var each in cases)
        {
            var (tensor, bands, kept) = (each.GetProperty("tensor").GetString()!, each.GetProperty("mels").GetInt32(), each.GetProperty("frames_kept").GetInt32());
            var samples = Sounds.ReadAll(SharedData.Path($"{Folder}/{each.GetProperty("file").GetString()}"));
            Array.Resize(ref samples, each.GetProperty("padded_to_seconds").GetInt32() * 16_000);

            var features = new WhisperFeatures(bands).Of(samples); // (frames, bands)

            Assert.Equal(each.GetProperty("frames").GetInt32() * bands, features.Length);
            var expected = reference.ReadFloats(tensor); // (bands, frames kept)
            var worst = Enumerable.Range(0, expected.Length).Max(i => Math.Abs(expected[i] - features[i % kept * bands + i / kept]));
            Assert.True(worst <= 1e-4, $"{tensor} differs by {worst}");
        }
    }

    [SharedTheory(Folder)]
    [InlineData(80)]
    [InlineData(128)]
    public void The_filters_are_Whispers(int bands)
    {
        using var reference = SafetensorsFile.Open(SharedData.Path($"{Folder}/log-mel.safetensors"));
        var expected = reference.ReadFloats($"filters.{bands}"); // (bins, bands)
        var filters = MelFilters.Slaney(bands, 400, 16_000);

        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], filters.Weight(i / bands, i % bands), 1e-6);
    }

    [Fact]
    public void A_sound_too_short_to_be_mirrored_is_refused() =>
        Assert.Contains("pad them", Assert.Throws<ArgumentException>(() => new WhisperFeatures().Of(new float[200])).Message, StringComparison.Ordinal);
}
