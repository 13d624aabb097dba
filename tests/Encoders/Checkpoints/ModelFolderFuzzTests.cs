using System.Text;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Text;

namespace Rag.Tests.Encoders.Checkpoints;

public sealed class ModelFolderFuzzTests
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

    /// <summary>RAG_FUZZ sets the trials: 1000 without it, a million by hand.</summary>
    [Fact]
    public void A_damaged_folder_opens_or_is_refused_with_its_path()
    {
        using var folder = new TemporaryFolder();
        Save(folder);
        string[] files = ["config.json", "model.safetensors"];
        var sound = files.ToDictionary(file => file, file => File.ReadAllBytes(folder[file]));
        var random = new Random(7);
        var trials = int.TryParse(Environment.GetEnvironmentVariable("RAG_FUZZ"), out var asked) ? asked : 1000;
        for (var trial = 0; trial < trials; trial++)
        {
            var file = files[trial % 2];
            folder.Write(file, Damage(sound[file], random));
            try
            {
                using var opened = ModelFolder.Open(folder.Path);
                BertEncoder.Open(opened).Dispose();
            }
            catch (CheckpointException error)
            {
                Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
            }
            folder.Write(file, sound[file]);
        }
    }

    private static void Save(TemporaryFolder folder)
    {
        using var bert = new BertEncoder(_small);
        bert.Save(folder.Path);
    }

    /// <summary>A few bytes of the first two thousand replaced, inserted or removed, or the end cut off.</summary>
    private static byte[] Damage(byte[] sound, Random random)
    {
        const string likely = "0123456789-.eE\"{}[]:,nulltrue \\";
        var bytes = sound.ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(Math.Min(bytes.Count, 2000));
            var value = random.Next(3) == 0 ? (byte)random.Next(256) : Encoding.ASCII.GetBytes(likely)[random.Next(likely.Length)];
            var kind = random.Next(3);
            if (kind == 0) bytes[at] = value;
            else if (kind == 1) bytes.Insert(at, value);
            else bytes.RemoveAt(at);
        }
        return random.Next(8) == 0 ? [.. bytes.Take(random.Next(bytes.Count))] : [.. bytes];
    }
}
