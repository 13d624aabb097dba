using Rag.Encoders.Checkpoints;
using Rag.Encoders.Clip;
using Rag.Encoders.Layers;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Clip;

[Collection(GlobalGenerator.Name)]
public sealed class ClipModelTests
{
    [SharedFact("golden/models/clip-tiny")]
    public void Every_layer_and_both_embeddings_agree_with_transformers()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenModel("clip-tiny");
        using var clip = ClipModel.Open(golden.Folder);
        var (ids, pixels) = (golden.Integers("input_ids"), golden.Floats("pixel_values"));

        var texts = clip.Text.States(ids);
        var pictures = clip.Vision.States(pixels);

        var visible = golden.Integers("attention_mask").unsqueeze(-1).to_type(float32); // (batch, tokens, 1)
        for (var layer = 0; layer <= 3; layer++)
        {
            Near.Assert(golden.Floats($"text.hidden_states.{layer}") * visible, texts[layer] * visible, $"text layer {layer}");
            Near.Assert(golden.Floats($"vision.hidden_states.{layer}"), pictures[layer], $"vision layer {layer}");
        }
        Near.Assert(golden.Floats("text.pooled"), clip.Text.forward(ids), "text pooled");
        Near.Assert(golden.Floats("vision.pooled"), clip.Vision.forward(pixels), "vision pooled");
        Near.Assert(golden.Floats("text_embeds"), clip.EmbedTexts(ids), "texts");
        Near.Assert(golden.Floats("image_embeds"), clip.EmbedPictures(pixels), "pictures");
        Near.Assert(golden.Floats("logits_per_image"), clip.Logits(clip.EmbedPictures(pixels), clip.EmbedTexts(ids)), "logits");
    }

    [Fact]
    public void What_it_saves_it_opens_again()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var clip = Small(endToken: 19);
        clip.Save(folder.Path);

        using var saved = ModelFolder.Open(folder.Path);
        using var again = ClipModel.Open(saved);

        Assert.Equal(clip.Options, again.Options);
        var ids = torch.tensor(new long[] { 3, 4, 19, 0, 5, 19, 0, 0 }, 2, 4);
        var pixels = torch.randn(2, 3, 8, 8);
        Near.Assert(clip.EmbedTexts(ids), again.EmbedTexts(ids), "texts", 0);
        Near.Assert(clip.EmbedPictures(pixels), again.EmbedPictures(pixels), "pictures", 0);
    }

    [Fact]
    public void The_first_end_token_stands_for_the_text_or_the_highest_id_where_the_end_is_misnamed()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        using var clip = Small(endToken: 19);
        torch.manual_seed(1);
        using var misnamed = Small(endToken: 2);

        var ids = torch.tensor(new long[] { 3, 2, 19, 19, 19 }, 1, 5);
        Near.Assert(clip.EmbedTexts(ids[.., ..3]), clip.EmbedTexts(ids), "padded by the end token", 1e-5);
        Near.Assert(clip.EmbedTexts(ids), misnamed.EmbedTexts(ids), "misnamed", 1e-5);
    }

    [Fact]
    public void Pictures_of_another_size_and_texts_too_long_are_refused()
    {
        using var clip = Small(endToken: 19);

        Assert.Throws<ArgumentException>(() => clip.EmbedPictures(torch.zeros(1, 3, 8, 9)));
        Assert.Throws<ArgumentException>(() => clip.EmbedTexts(torch.zeros(1, 7, dtype: int64)));
    }

    private static ClipModel Small(int endToken)
    {
        var layer = new LayerOptions(8, 2, 12) { Activation = Activation.QuickGelu };
        var clip = new ClipModel(new(new(20, 6, 2, layer with { Causal = true }, endToken), new(8, 4, 2, layer), 5));
        clip.eval();
        return clip;
    }
}
