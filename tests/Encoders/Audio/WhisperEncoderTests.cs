using Rag.Encoders.Audio;
using Rag.Encoders.Checkpoints;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Audio;

[Collection(GlobalGenerator.Name)]
public sealed class WhisperEncoderTests
{
    private static readonly WhisperOptions _tiny = new(8, 10, 2, new(8, 2, 12) { ProjectionBias = Rag.Attention.ProjectionBias.AllButKeys });

    [SharedFact("golden/models/whisper-tiny-random")]
    public void Every_layer_agrees_with_transformers_and_the_decoder_is_left_aside()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenModel("whisper-tiny-random");
        using var encoder = WhisperEncoder.Open(golden.Folder);

        var states = encoder.States(golden.Floats("input_features"));

        Assert.Equal(3, states.Count);
        for (var layer = 0; layer < 3; layer++) Near.Assert(golden.Floats($"encoder.hidden_states.{layer}"), states[layer], $"layer {layer}");
        Near.Assert(golden.Floats("encoder.last"), encoder.forward(golden.Floats("input_features")), "output");
    }

    [Fact]
    public void What_it_saves_it_opens_again()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var encoder = new WhisperEncoder(_tiny);
        encoder.eval();
        encoder.Save(folder.Path);

        using var saved = ModelFolder.Open(folder.Path);
        using var again = WhisperEncoder.Open(saved);

        Assert.Equal(_tiny, again.Options);
        Assert.Contains("model.encoder.layers.1.self_attn_layer_norm.weight", saved.Tensors.Keys);
        var features = torch.randn(2, 8, 20);
        Near.Assert(encoder.forward(features), again.forward(features), "states", 0);
    }

    [Fact]
    public void A_tensor_nobody_knows_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        using var encoder = new WhisperEncoder(_tiny);
        encoder.Save(folder.Path);
        using var bigger = new WhisperEncoder(_tiny with { Layers = 3 });
        ModelFolder.Save(folder.Path, _tiny.ToConfig(), bigger, WhisperEncoder.Names);

        using var saved = ModelFolder.Open(folder.Path);

        Assert.Contains("model.encoder.layers.2.fc1.bias", Assert.Throws<CheckpointMismatchException>(() => WhisperEncoder.Open(saved)).Unexpected);
    }

    [Fact]
    public void More_frames_than_positions_are_refused()
    {
        using var encoder = new WhisperEncoder(_tiny);

        Assert.Contains("at most 20", Assert.Throws<ArgumentException>(() => encoder.forward(torch.zeros(1, 8, 21))).Message, StringComparison.Ordinal);
    }
}
