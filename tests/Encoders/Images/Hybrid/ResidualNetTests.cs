using System.Text.Json;
using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Images.Hybrid;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Images.Hybrid;

[Collection(GlobalGenerator.Name)]
public sealed class ResidualNetTests : IDisposable
{
    private const string Pretrained = "golden/models/resnet18-imagenet";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedTheory(Pretrained)]
    [InlineData(false, 1e-4, 0.999999)]
    [InlineData(true, 0.1, 0.999)]
    public void A_pretrained_net_gives_the_reference_activation(bool bfloat16, double tolerance, double cosine)
    {
        using var scope = NewDisposeScope();
        using var activations = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path($"{Pretrained}/activations.json")));
        using var folder = ModelFolder.Open(SharedData.Path(Pretrained));
        using var net = ResidualNet.Open(folder);
        var type = bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        var mean = torch.tensor([123.15163f, 115.902885f, 103.06262f]).view(1, 3, 1, 1);
        var pixels = Numbers("input").view(1, 3, 96, 96);
        using var off = no_grad();
        net.to(type);
        var cells = net.forward((pixels - mean).to_type(type)).to_type(float32);
        var expected = Numbers("output").view(1, 512, 3, 3);
        Near.Assert(expected, cells, "cells", tolerance);
        Assert.InRange(functional.cosine_similarity(expected.flatten(), cells.flatten(), 0).item<float>(), cosine, 1.001);

        Tensor Numbers(string name) => torch.tensor(activations.RootElement.GetProperty(name).EnumerateArray().Select(number => number.GetSingle()).ToArray());
    }

    [Fact]
    public void A_folded_net_computes_the_same()
    {
        using var encoder = SmallHybrid.Trained();
        using var folded = new ResidualNet(SmallHybrid.Net, folded: true);
        folded.Fold(encoder.Net);
        using var pictures = SmallHybrid.Pictures(2, 40, 32);
        using var off = no_grad();
        using var expected = encoder.Net.forward(pictures);
        using var actual = folded.forward(pictures);
        Assert.Equal([2, 16, 5, 4], actual.shape);
        Near.Assert(expected, actual, "cells", 1e-5);
    }

    [Fact]
    public void Frozen_stages_have_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var net = new ResidualNet(SmallHybrid.Net, folded: false);
        net.Freeze(1);
        net.forward(SmallHybrid.Pictures(1)).sum().backward();
        foreach (var (name, parameter) in net.named_parameters())
            Assert.Equal((name, name.StartsWith("stages.1.", StringComparison.Ordinal)), (name, parameter.grad is not null));
    }

    [SharedTheory(Pretrained)]
    [InlineData("model_type", "vit", "not resnet")]
    [InlineData("layer_type", "bottleneck", "basic")]
    [InlineData("hidden_act", "gelu", "relu")]
    [InlineData("depths", "[2, 2, 2]", "3 numbers")]
    [InlineData("depths", "[2, 2, 2, 2]", "stages.3.layers.2")]
    [InlineData("hidden_sizes", "[64, 128, 256, 500]", "500")]
    [InlineData("hidden_sizes", "[64, 128, 256, 9000]", "the folder holds")]
    public void What_is_no_such_net_is_refused_by_one_line(string key, string value, string said)
    {
        var config = JsonNode.Parse(File.ReadAllText(SharedData.Path($"{Pretrained}/config.json")))!.AsObject();
        config[key] = value.StartsWith('[') ? JsonNode.Parse(value) : value;
        _folder.Write("config.json", config.ToJsonString());
        File.CreateSymbolicLink(_folder["model.safetensors"], SharedData.Path($"{Pretrained}/model.safetensors"));
        using var folder = ModelFolder.Open(_folder.Path);
        var message = Assert.ThrowsAny<CheckpointException>(() => ResidualNet.Open(folder)).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
