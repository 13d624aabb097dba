using Rag.Encoders.Audio;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Clip;
using Rag.Encoders.Layers;
using Rag.Encoders.Text;
using Rag.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Rag.Tests.Encoders.Checkpoints;

public sealed class ModelFolderFuzzTests(ITestOutputHelper output)
{
    private static readonly BertOptions _small = new(7, 8, 1, new(4, 2, 6));

    [Theory]
    [InlineData("hidden_size", "1000000000", "not a whole number within 1..16384")]
    [InlineData("hidden_size", "16384", "weights or more; the folder holds")]
    [InlineData("num_hidden_layers", "1000", "weights or more; the folder holds")]
    [InlineData("vocab_size", "4000000", "weights or more; the folder holds")]
    [InlineData("num_attention_heads", "3", "does not divide into 3 heads")]
    [InlineData("num_attention_heads", "-1", "not a whole number")]
    [InlineData("layer_norm_eps", "1e999", "not a number within")]
    [InlineData("hidden_act", "\"swish\"", "not one of gelu")]
    [InlineData("vocab_size", "null", "\"vocab_size\" is missing")]
    [InlineData("model_type", "\"roberta\"", "is no BERT")]
    public void A_lying_configuration_is_refused_before_memory_is_given_to_it(string name, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        Save(folder);
        var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(folder["config.json"]))!;
        config[name] = null;
        folder.Write("config.json", config.ToJsonString().Replace($"\"{name}\":null", $"\"{name}\":{value}", StringComparison.Ordinal));
        using var opened = ModelFolder.Open(folder.Path);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<CheckpointException>(() => BertEncoder.Open(opened));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    public static TheoryData<string, string> Files => new()
    {
        { "bert", "config.json" }, { "bert", "model.safetensors" }, { "clip", "config.json" }, { "clip", "model.safetensors" }, { "whisper", "config.json" }, { "whisper", "model.safetensors" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_folder_opens_or_is_refused_with_its_file(string model, string name)
    {
        using var folder = new TemporaryFolder();
        var open = SaveAndOpen(model, folder.Path);
        string[] words = ["0", "-1", "1e999", "99999999999", "null", "true", "{", "}", "[", "]", "\"", ",", ":", "\\ud800", "F16", "NaN", "\0\0\u00C0\u007F"];
        new Fuzz<CheckpointException>(output)
        {
            Damage = new Mutator(seed: 7, head: 2000, words).Mutate,
            IsClear = (refusal, _) => refusal.Message.Contains(folder.Path, StringComparison.Ordinal),
            MostBytes = _ => 4 << 20,
        }.Run(usual: 700, [File.ReadAllBytes(folder[name])], content =>
        {
            folder.Write(name, content);
            using var opened = ModelFolder.Open(folder.Path);
            open(opened).Dispose();
        });
    }

    private static Func<ModelFolder, IDisposable> SaveAndOpen(string model, string folder)
    {
        var layer = new LayerOptions(4, 2, 6);
        switch (model)
        {
            case "bert":
                using (var bert = new BertEncoder(_small)) bert.Save(folder);
                return BertEncoder.Open;
            case "clip":
                using (var clip = new ClipModel(new(new(20, 6, 1, layer with { Causal = true }, 19), new(8, 4, 1, layer), 5))) clip.Save(folder);
                return ClipModel.Open;
            default:
                using (var whisper = new WhisperEncoder(new(8, 10, 1, layer with { ProjectionBias = Rag.Attention.ProjectionBias.AllButKeys }))) whisper.Save(folder);
                return WhisperEncoder.Open;
        }
    }

    private static void Save(TemporaryFolder folder)
    {
        using var bert = new BertEncoder(_small);
        bert.Save(folder.Path);
    }
}
