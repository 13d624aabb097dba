using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Clip;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Layers;
using Rag.Encoders.Text;
using Rag.Tests.Encoders.Golden;
using Rag.Tests.Encoders.Images;
using Rag.Tests.Encoders.Images.Hybrid;

namespace Rag.Tests.Encoders.Embeddings;

[Collection(GlobalGenerator.Name)]
public sealed class EmbeddingModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact("golden/tokenizers/clip")]
    public async Task Clip_reads_texts_and_pictures_through_its_projections()
    {
        using var scope = NewDisposeScope();
        SaveClip();
        File.Copy(SharedData.Path("golden/tokenizers/clip/tokenizer.json"), _folder["tokenizer.json"]);
        _folder.Write("preprocessor_config.json", """{"size": {"shortest_edge": 8}, "crop_size": 8, "image_mean": [0.5, 0.4, 0.3], "image_std": [1, 1, 1]}""");
        using var model = EmbeddingModel.Open(_folder.Path, "clip", new() { Precision = Precision.Fp32 });
        using var folder = ModelFolder.Open(_folder.Path);
        using var clip = ClipModel.Open(folder);

        Assert.Equal(("texts and pictures", 5), (model.Reads, model.Dimension));
        var texts = await model.Texts!.GenerateAsync(["a cat", "the dog sits on the mat", new string('x', 200)]);
        var ids = Rag.Encoders.Text.Tokenizers.Tokenizer.Load(_folder["tokenizer.json"]).Encode("a cat").Ids;
        Same(clip.EmbedTexts(torch.tensor(ids.Select(id => (long)id).ToArray(), 1, ids.Length)), texts[0]);
        Assert.Equal("clip", texts[0].ModelId);

        var pictures = await model.Pictures!.GenerateAsync([TestPictures.Of(8, 8, (x, y) => ((byte)(30 * x), (byte)(20 * y), 9)), TestPictures.Blobs(1, 20, 11)]);
        float[] planes =
        [
            .. Enumerable.Range(0, 64).Select(i => (30 * (i % 8) / 255f) - 0.5f), .. Enumerable.Range(0, 64).Select(i => (20 * (i / 8) / 255f) - 0.4f),
            .. Enumerable.Repeat((9 / 255f) - 0.3f, 64),
        ];
        Same(clip.EmbedPictures(torch.tensor(planes, 1, 3, 8, 8)), pictures[0]);
    }

    [Fact]
    public void A_preprocessor_that_makes_other_sizes_than_the_model_sees_is_refused()
    {
        SaveClip();
        _folder.Write("preprocessor_config.json", """{"size": {"shortest_edge": 8}, "crop_size": 9}""");
        Assert.Contains("9 x 9; the model sees 8 x 8", Assert.Throws<CheckpointException>(() => EmbeddingModel.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_picture_encoder_sees_a_picture_and_its_mirror_image_alike_whatever_is_beside_it()
    {
        SavePictures(_folder.Path, space: null);
        using var model = EmbeddingModel.Open(_folder.Path);
        var picture = TestPictures.Blobs(1);
        var mirrored = TestPictures.Of(picture.Width, picture.Height, (x, y) =>
            picture.Rgb.AsSpan(3 * ((y * picture.Width) + picture.Width - 1 - x), 3) is var rgb ? (rgb[0], rgb[1], rgb[2]) : default);

        var many = await model.Pictures!.GenerateAsync([.. Enumerable.Range(2, 40).Select(seed => TestPictures.Blobs(seed)), picture, mirrored]);
        var alone = await model.Pictures.GenerateAsync([picture]);

        Assert.Equal(1, Cosine(many[40], many[41]), 1e-4);
        Assert.Equal(1, Cosine(many[40], alone[0]), 1e-4);
        Assert.True(Cosine(many[0], many[1]) < 0.9999);
        await Assert.ThrowsAsync<NotSupportedException>(() => model.Pictures.GenerateAsync([picture], new() { Dimensions = 11 }));
        Assert.Equal(12, (model.Pictures.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)!.DefaultModelDimensions);
    }

    [Fact]
    public void The_space_is_the_folders_word_or_the_models_name()
    {
        SavePictures(_folder["a"], space: null);
        SavePictures(_folder["b"], space: "owner/texts");
        using var plain = EmbeddingModel.Open(_folder["a"], "owner/pictures");
        using var joined = EmbeddingModel.Open(_folder["b"]);
        Assert.Equal(("owner/pictures", "owner/pictures"), (plain.Name, plain.Space));
        Assert.Equal((_folder["b"], "owner/texts"), (joined.Name, joined.Space));
        Assert.Throws<ArgumentException>(() => plain.With(joined));
        Assert.Equal("owner/texts", BertOptions.Read(Config(new BertOptions(7, 8, 1, new(8, 2, 12)) { Space = "owner/texts" }.ToConfig())).Space);
    }

    [Fact]
    public void The_models_that_come_with_rag_share_MiniLMs_space()
    {
        var shipped = Directory.GetDirectories(Path.Combine(SharedData.Repository, "src/Encoders/Weights"));
        Assert.NotEmpty(shipped);
        foreach (var folder in shipped)
        {
            var config = ModelConfig.Read(Path.Combine(folder, "config.json"));
            if (config.Has("model_type") && config.Text("model_type") is "whisper" or "rag-captioner" or "rag-aligner") continue; // they embed nothing
            var space = config.Has("encoder") ? config.Text("encoder") : EmbeddingSpace.Read(config); // a reader embeds nothing; it names what it reads with
            Assert.Equal((folder, "sentence-transformers/all-MiniLM-L6-v2"), (folder, space));
        }
    }

    [Fact]
    public void A_folder_that_names_only_the_class_is_known_by_it()
    {
        SaveClip();
        Edit(config => config.Remove("model_type"));
        using (var model = EmbeddingModel.Open(_folder.Path)) Assert.Equal("pictures", model.Reads);
        Edit(config => config["architectures"] = new JsonArray("ViTModel"));
        Assert.Contains("\"ViTModel\" embeds nothing here", Assert.Throws<CheckpointException>(() => EmbeddingModel.Open(_folder.Path)).Message, StringComparison.Ordinal);
        Edit(config => config.Remove("architectures"));
        Assert.Contains("config.json", Assert.Throws<CheckpointException>(() => EmbeddingModel.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private void SaveClip()
    {
        torch.manual_seed(1);
        var layer = new LayerOptions(8, 2, 12) { Activation = Activation.QuickGelu };
        using var clip = new ClipModel(new(new(5127, 12, 2, layer with { Causal = true }, EndToken: 1), new(8, 4, 2, layer), 5));
        clip.Save(_folder.Path);
    }

    private static void SavePictures(string path, string? space)
    {
        torch.manual_seed(1);
        using var encoder = HybridEncoder.Over(new ResidualNet(SmallHybrid.Net, folded: false), SmallHybrid.Options with { Space = space }, 1);
        encoder.eval();
        encoder.Save(path);
    }

    private void Edit(Action<JsonObject> change)
    {
        var config = JsonNode.Parse(File.ReadAllText(_folder["config.json"]))!.AsObject();
        change(config);
        _folder.Write("config.json", config.ToJsonString());
    }

    private ModelConfig Config(JsonObject config) => ModelConfig.Read(_folder.Write("other.json", config.ToJsonString()));

    private static void Same(Tensor expected, Embedding<float> actual)
    {
        foreach (var (wanted, got) in Near.Numbers(expected).Zip(actual.Vector.ToArray())) Assert.Equal(wanted, got, 1e-5);
    }

    private static double Cosine(Embedding<float> a, Embedding<float> b) => a.Vector.ToArray().Zip(b.Vector.ToArray(), (x, y) => x * y).Sum();
}
