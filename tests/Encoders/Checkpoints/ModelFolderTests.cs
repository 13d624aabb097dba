using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;

namespace Rag.Tests.Encoders.Checkpoints;

[Collection(GlobalGenerator.Name)]
public sealed class ModelFolderTests : IDisposable
{
    private static readonly TensorNames _names = new() { Prefixes = ["", "net."], Parts = [("0", "first"), ("1", "second.part")], LeftAside = ["steps", "head."] };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TensorType.F32, 0)]
    [InlineData(TensorType.F16, 1e-3)]
    public void What_was_saved_fills_another_module(TensorType type, double tolerance)
    {
        using var saved = Net(1);
        using var filled = Net(2);
        ModelFolder.Save(_folder.Path, new JsonObject { ["model_type"] = "net" }, saved, _names, type);

        using var folder = ModelFolder.Open(_folder.Path);
        folder.Fill(filled, _names);

        Assert.Equal("net", folder.Config.Text("model_type"));
        Assert.Equal(["first.bias", "first.weight", "second.part.bias", "second.part.weight"], folder.Tensors.Keys.Order());
        Assert.All(folder.Tensors.Values, tensor => Assert.Equal(type, tensor.Type));
        foreach (var (name, tensor) in saved.state_dict()) Golden.Near.Assert(tensor, filled.state_dict()[name], name, tolerance);
    }

    [Fact]
    public void A_prefix_and_what_is_left_aside_are_no_strangers()
    {
        Write(("net.first.weight", TensorType.F64, [3, 2]), ("net.first.bias", TensorType.BF16, [3]), ("net.second.part.weight", TensorType.F16, [1, 3]),
            ("net.second.part.bias", TensorType.F32, [1]), ("net.steps", TensorType.I64, [1]), ("head.weight", TensorType.F32, [2]));
        using var net = Net(1);

        using var folder = ModelFolder.Open(_folder.Path);
        folder.Fill(net, _names);

        Assert.All(net.parameters(), parameter => Assert.All(Golden.Near.Numbers(parameter), number => Assert.Equal(0, number)));
    }

    [Fact]
    public void All_that_does_not_fit_is_listed_at_once_and_nothing_is_copied()
    {
        Write(("first.weight", TensorType.F32, [2, 3]), ("first.bias", TensorType.F32, [3]), ("second.part.bias", TensorType.F32, [1]), ("third.bias", TensorType.F32, [1]));
        using var net = Net(1);
        var before = Golden.Near.Numbers(net.state_dict()["0.bias"]);
        using var folder = ModelFolder.Open(_folder.Path);

        var error = Assert.Throws<CheckpointMismatchException>(() => folder.Fill(net, _names));

        Assert.Equal(["second.part.weight"], error.Missing);
        Assert.Equal(["third.bias"], error.Unexpected);
        Assert.Equal(["first.weight [2, 3], not [3, 2]"], error.Misshapen);
        Assert.Contains("missing second.part.weight; unexpected third.bias; of another shape first.weight", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Golden.Near.Numbers(net.state_dict()["0.bias"]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_none_is_an_error_that_names_its_tensor(float bad)
    {
        using var net = Net(1);
        ModelFolder.Save(_folder.Path, [], net, _names);
        var bytes = File.ReadAllBytes(_folder["model.safetensors"]);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), bad); // the last number of second.part.weight
        File.WriteAllBytes(_folder["model.safetensors"], bytes);
        using var folder = ModelFolder.Open(_folder.Path);

        var error = Assert.Throws<CheckpointException>(() => folder.Fill(net, _names));

        Assert.Contains($"second.part.weight F32 [1, 3] holds {bad} at 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_int8_are_weights_by_their_scales()
    {
        using var net = Net(1);
        WriteScaled([2, -3, 127, -128, 0, 1], scales: [0.5f, 2, -1]);

        using var folder = ModelFolder.Open(_folder.Path);
        folder.Fill(net, _names);

        Assert.Equal([1, -1.5f, 254, -256, 0, -1], Golden.Near.Numbers(net.state_dict()["0.weight"]));
        Assert.Equal(13, ModelInspection.Of(_folder.Path).Parameters);
    }

    [Fact]
    public void Rows_of_int8_want_a_finite_scale_each()
    {
        using var net = Net(1);
        WriteScaled(new sbyte[6], scales: [1, float.NaN, 1]);
        using (var folder = ModelFolder.Open(_folder.Path))
            Assert.Contains("first.weight_scale F32 [3] holds NaN at 1", Assert.Throws<CheckpointException>(() => folder.Fill(net, _names)).Message, StringComparison.Ordinal);

        WriteScaled(new sbyte[6], scales: [1, 1]);
        using (var folder = ModelFolder.Open(_folder.Path))
            Assert.Equal(["first.weight_scale"], Assert.Throws<CheckpointMismatchException>(() => folder.Fill(net, _names)).Unexpected);
    }

    [Fact]
    public void Matrices_saved_as_int8_rows_are_read_back_to_half_a_step_of_their_row()
    {
        using var net = Net(1);
        ModelFolder.Save(_folder.Path, [], net, _names, TensorType.I8);
        using var read = Net(2);

        using var folder = ModelFolder.Open(_folder.Path);
        folder.Fill(read, _names);

        Assert.Equal(TensorType.I8, folder.Tensors["first.weight"].Type);
        Assert.Equal(TensorType.F16, folder.Tensors["first.bias"].Type);
        foreach (var (saved, back) in net.state_dict().Values.Zip(read.state_dict().Values))
        {
            var steps = saved.dim() < 2 ? torch.full_like(saved, 1e-3) : saved.abs().amax([1], keepdim: true) / 127;
            Assert.True(((saved - back).abs() <= (0.51 * steps)).all().item<bool>());
        }
    }

    [Fact]
    public void What_a_type_cannot_hold_is_not_saved_and_the_old_files_stay()
    {
        using var net = Net(1);
        ModelFolder.Save(_folder.Path, [], net, _names, TensorType.F16);
        var before = File.ReadAllBytes(_folder["model.safetensors"]);
        using (no_grad()) net.state_dict()["0.bias"].fill_(70000);

        var error = Assert.Throws<CheckpointException>(() => ModelFolder.Save(_folder.Path, [], net, _names, TensorType.F16));

        Assert.Contains("first.bias holds 70000", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["model.safetensors"]));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void Shards_are_one_model()
    {
        using var net = Net(1);
        WriteShards("""{"first.weight":"a.safetensors","first.bias":"b.safetensors","second.part.weight":"a.safetensors","second.part.bias":"b.safetensors"}""");

        using var folder = ModelFolder.Open(_folder.Path);
        folder.Fill(net, _names);

        Assert.All(net.parameters(), parameter => Assert.All(Golden.Near.Numbers(parameter), number => Assert.Equal(0, number)));
    }

    [Theory]
    [InlineData("""{"first.weight":"a.safetensors","second.part.weight":"a.safetensors"}""", null)]
    [InlineData("""{"first.weight":"c.safetensors"}""", "\"c.safetensors\" is no file beside it")]
    [InlineData("""{"first.weight":"../a.safetensors"}""", "is no file beside it")]
    [InlineData("""{"first.weight":"a.safetensors"}""", "\"second.part.weight\", which the index does not list")]
    [InlineData("""{"first.weight":"b.safetensors","second.part.weight":"a.safetensors","first.bias":"b.safetensors","second.part.bias":"b.safetensors"}""", "\"first.weight\" is not in b.safetensors")]
    [InlineData("""{"third":"a.safetensors"}""", "\"third\" is not in a.safetensors")]
    [InlineData("""{"first.weight":3}""", "\"weight_map.first.weight\" is 3, not a text")]
    [InlineData("[]", "weight_map is no JSON object")]
    public void An_index_that_disagrees_with_its_files_is_refused(string map, string? reason)
    {
        WriteShards(map);

        if (reason is null) ModelFolder.Open(_folder.Path).Dispose();
        else Assert.Contains(reason, Assert.Throws<CheckpointException>(() => ModelFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_absent_is_named()
    {
        Assert.Contains("no such folder", Error(), StringComparison.Ordinal);
        _folder.Write("model/readme", "");
        Assert.Contains("config.json: there is no such file", Error(), StringComparison.Ordinal);
        _folder.Write("model/config.json", "{}");
        Assert.Contains("neither this file nor model.safetensors.index.json", Error(), StringComparison.Ordinal);

        string Error() => Assert.Throws<CheckpointException>(() => ModelFolder.Open(_folder["model"])).Message;
    }

    private static Sequential Net(long seed)
    {
        torch.manual_seed(seed);
        return Sequential(Linear(2, 3), Linear(3, 1));
    }

    private void Write(params (string Name, TensorType Type, long[] Shape)[] tensors)
    {
        _folder.Write("config.json", "{}");
        WriteFile("model.safetensors", tensors);
    }

    private void WriteShards(string map)
    {
        _folder.Write("config.json", "{}");
        _folder.Write("model.safetensors.index.json", $$"""{"metadata":{},"weight_map":{{map}}}""");
        WriteFile("a.safetensors", ("first.weight", TensorType.F32, [3, 2]), ("second.part.weight", TensorType.F32, [1, 3]));
        WriteFile("b.safetensors", ("first.bias", TensorType.F32, [3]), ("second.part.bias", TensorType.F32, [1]));
    }

    private void WriteScaled(sbyte[] rows, float[] scales)
    {
        _folder.Write("config.json", "{}");
        SafetensorsWriter.Write(_folder["model.safetensors"],
        [
            new TensorData("first.weight", TensorType.I8, [3, 2], rows.Select(number => (byte)number).ToArray()),
            new TensorData("first.weight_scale", TensorType.F32, [scales.Length], FloatConversion.FromFloats(scales, TensorType.F32)),
            new TensorData("first.bias", TensorType.F32, [3], new byte[12]),
            new TensorData("second.part.weight", TensorType.F32, [1, 3], new byte[12]),
            new TensorData("second.part.bias", TensorType.F32, [1], new byte[4]),
        ]);
    }

    private void WriteFile(string file, params (string Name, TensorType Type, long[] Shape)[] tensors) => SafetensorsWriter.Write(
        _folder[file], tensors.Select(tensor => new TensorData(tensor.Name, tensor.Type, tensor.Shape, new byte[tensor.Shape.Aggregate(1L, (a, b) => a * b) * tensor.Type.Size()])));
}
