using Rag.Encoders.Audio;
using Rag.Encoders.Audio.Features;
using Rag.Encoders.Checkpoints;
using Rag.Tests.Encoders.Golden;
using Rag.Tests.Files.Sound;

namespace Rag.Tests.Encoders.Audio;

[Collection(GlobalGenerator.Name)]
public sealed class SoundEncoderTests
{
    private static readonly SoundOptions _tiny = new() { Width = 6, StateWidth = 4, DetailWidth = 3, Dimension = 5, Dilations = [1, 2] };

    [Fact]
    public void It_has_the_recipes_size()
    {
        using var encoder = new SoundEncoder(new SoundOptions());

        Assert.InRange(encoder.parameters().Sum(parameter => parameter.numel()), 0.9e6, 1.1e6);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(1)]
    public void Every_frame_has_a_state_and_every_recording_a_unit_vector(int frames)
    {
        using var scope = NewDisposeScope();
        using var encoder = Tiny();

        var states = encoder.forward(Features(2, frames, 1));
        var embedding = encoder.Pool(states);

        Assert.Equal([2, frames, 4], states.shape);
        Assert.Equal([2, 5], embedding.shape);
        Assert.All(Near.Numbers(embedding.square().sum(-1)), length => Assert.Equal(1, length, 1e-5));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(8)]
    public void Padding_changes_nothing(int frames)
    {
        using var scope = NewDisposeScope();
        using var encoder = Tiny();
        var features = Features(1, 14, 2);
        var mask = torch.arange(14, dtype: int64).lt(frames).unsqueeze(0);

        var alone = encoder.forward(features[.., ..frames]);
        var padded = encoder.forward(features, mask);

        Near.Assert(alone, padded[.., ..frames], "states", 1e-5);
        Near.Assert(encoder.Pool(alone), encoder.Pool(padded, mask), "embedding", 1e-5);
    }

    [Fact]
    public void What_it_saves_it_opens_again()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var encoder = Tiny();
        encoder.Save(folder.Path);

        using var saved = ModelFolder.Open(folder.Path);
        using var again = SoundEncoder.Open(saved);

        Assert.Equal(encoder.Options.Dilations, again.Options.Dilations);
        Near.Assert(encoder.forward(Features(1, 9, 3)), again.forward(Features(1, 9, 3)), "states", 0);
    }

    [Fact]
    public void The_same_sound_gives_the_same_numbers()
    {
        using var scope = NewDisposeScope();
        using var encoder = Tiny();
        var sound = WavFile.Sine(500, 3000);

        Assert.Equal(Near.Numbers(encoder.Embed(sound)), Near.Numbers(encoder.Embed(sound)));
        Assert.All(Near.Numbers(encoder.Embed(new float[1])), x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Training_drops_whole_channels()
    {
        using var scope = NewDisposeScope();
        using var encoder = new SoundEncoder(_tiny with { Dropout = 0.5 });
        var features = Features(1, 10, 4);

        var (first, second) = (Near.Numbers(encoder.forward(features)), Near.Numbers(encoder.forward(features)));
        encoder.eval();

        Assert.NotEqual(first, second);
        Assert.Equal(Near.Numbers(encoder.forward(features)), Near.Numbers(encoder.forward(features)));
    }

    [Fact]
    public void Gradients_agree_with_differences()
    {
        const float step = 1e-3f; // small, as relu has kinks
        using var scope = NewDisposeScope();
        using var encoder = Tiny();
        var features = Features(2, 7, 5);
        var mask = torch.tensor(Enumerable.Range(0, 14).Select(i => i != 13).ToArray(), 2, 7);
        var (towards, stateTowards) = (torch.randn(2, 5), torch.randn(2, 7, 4) * mask.unsqueeze(-1).to_type(float32) * 0.1);
        Tensor Loss()
        {
            var states = encoder.forward(features, mask);
            return (encoder.Pool(states, mask) * towards).sum() + (states * stateTowards).sum();
        }
        Loss().backward();

        using var off = no_grad();
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            var (flat, gradient) = (parameter.view(-1), Near.Numbers(parameter.grad!));
            var scale = Math.Max(0.1, gradient.Max(Math.Abs));
            for (var i = 0; i < gradient.Length; i += 1 + gradient.Length / 40)
            {
                using var inner = NewDisposeScope();
                var element = flat.narrow(0, i, 1);
                var differences = new List<double>();
                foreach (var sign in (float[])[1, -1])
                {
                    element.add_(sign * step);
                    differences.Add(sign * Near.Numbers(Loss())[0] / (2 * step));
                    element.add_(-sign * step);
                }
                Assert.True(Math.Abs(differences.Sum() - gradient[i]) < 2e-2 * scale, $"{name}, element {i}: {gradient[i]} instead of {differences.Sum()}");
            }
        }
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused() => Assert.Throws<ArgumentException>(() => new SoundEncoder(new SoundOptions { Dilations = [1, 0] }));

    private static SoundEncoder Tiny()
    {
        torch.manual_seed(3);
        var encoder = new SoundEncoder(_tiny);
        encoder.eval();
        return encoder;
    }

    private static Tensor Features(int batch, int frames, int seed)
    {
        torch.manual_seed(seed);
        return torch.randn(batch, frames, SpeechFeatures.Bands);
    }
}
