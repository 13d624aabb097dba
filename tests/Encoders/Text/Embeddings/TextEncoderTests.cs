using System.Text.Json;
using Microsoft.Extensions.AI;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Text;
using Rag.Encoders.Text.Embeddings;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Text.Embeddings;

[Collection(GlobalGenerator.Name)]
public sealed class TextEncoderTests
{
    [SharedTheory(GoldenModel.MiniLM)]
    [InlineData(Precision.Fp32, 0.9999)]
    [InlineData(Precision.Bf16, 0.999)]
    public void MiniLMs_embeddings_of_English_agree_with_sentence_transformers(Precision precision, double least)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenModel.OfMiniLM();
        using var encoder = TextEncoder.Open(GoldenModel.TextEncoder, new() { LongTexts = LongTexts.Cut, Precision = precision });
        var texts = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"{GoldenModel.MiniLM}/reference.json"))).RootElement
            .GetProperty("texts").EnumerateArray().Select(text => text.GetString()!).ToArray();

        var vectors = encoder.Embed(texts);

        var wanted = Near.Numbers(golden.Floats("embeddings")).Chunk(384).ToArray();
        Assert.Equal(256, encoder.MaxTokens);
        foreach (var i in Enumerable.Range(0, texts.Length).Where(i => !texts[i].Any(c => c is >= '\u4e00' and <= '\u9fff')))
            Assert.True(Cosine(wanted[i], vectors[i]) > least, $"cosine {Cosine(wanted[i], vectors[i])} for \"{texts[i]}\"");
    }

    [Fact]
    public async Task It_serves_any_application_of_Microsoft_Extensions_AI()
    {
        using var generator = TextEncoder.Open(GoldenModel.TextEncoder);

        var embeddings = await generator.GenerateAsync(["A cat.", "A kitten.", "A tax form."]);

        Assert.Equal(384, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
        Assert.True(Cosine(embeddings[0].Vector.Span, embeddings[1].Vector.Span) > Cosine(embeddings[0].Vector.Span, embeddings[2].Vector.Span));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(["A dog."], null, cancelled.Token));
    }

    [Fact]
    public void A_texts_embedding_does_not_depend_on_its_company()
    {
        using var folder = SmallModel();
        using var encoder = TextEncoder.Open(folder.Path, new() { TokensPerBatch = 12, Precision = Precision.Fp32 });
        string[] texts = ["a b", "", "c a b a", "a", "b b b"];

        var together = encoder.Embed(texts);

        for (var i = 0; i < texts.Length; i++) Assert.Equal(1, Cosine(encoder.Embed([texts[i]])[0], together[i]), 1e-5);
        Assert.All(together, vector => Assert.Equal(1, vector.Sum(x => x * x), 1e-5));
    }

    [Fact]
    public void A_long_text_is_the_mean_of_its_windows()
    {
        using var folder = SmallModel();
        using var encoder = TextEncoder.Open(folder.Path, new() { Overlap = 2, Precision = Precision.Fp32 });
        using var cutting = TextEncoder.Open(folder.Path, new() { LongTexts = LongTexts.Cut, Precision = Precision.Fp32 });

        // Eight tokens at once, six of them the text's own, two of those shared: a b c a b c, b c a b c.
        var windows = encoder.Embed(["a b c a b c", "b c a b c"]);
        var mean = windows[0].Zip(windows[1], (x, y) => x + y).ToArray();

        Assert.Equal(1, Cosine(mean, encoder.Embed(["a b c a b c a b c"])[0]), 1e-5);
        Assert.Equal(1, Cosine(windows[0], cutting.Embed(["a b c a b c a b c"])[0]), 1e-5);
    }

    [Fact]
    public void States_are_the_models_own_and_a_long_texts_come_from_the_middle_of_windows()
    {
        using var scope = NewDisposeScope();
        using var folder = SmallModel();
        using var encoder = TextEncoder.Open(folder.Path, new() { Overlap = 2, Precision = Precision.Fp32 });
        using var opened = ModelFolder.Open(folder.Path);
        using var bert = BertEncoder.Open(opened);

        var states = encoder.States(["a b c a b c a b c", "b"], [2, 0]);

        Assert.Equal(["[CLS]", "a", "b", "c", "a", "b", "c", "a", "b", "c", "[SEP]"], states[0].Encoding.Tokens);
        var first = Near.Numbers(bert.forward(torch.tensor(new long[] { 2, 4, 5, 6, 4, 5, 6, 3 }, 1, 8))).Chunk(8).ToArray();
        var second = Near.Numbers(bert.forward(torch.tensor(new long[] { 2, 5, 6, 4, 5, 6, 3 }, 1, 7))).Chunk(8).ToArray();
        float[][] wanted = [.. first[..6], .. second[2..]]; // [CLS] a b c a b, c a b c [SEP]
        var got = states[0].Layers[0].Chunk(8).ToArray();
        Assert.Equal(wanted.Length, got.Length);
        for (var token = 0; token < wanted.Length; token++)
            for (var i = 0; i < 8; i++) Assert.Equal(wanted[token][i], got[token][i], 1e-4);
        Assert.Equal(Near.Numbers(bert.Embeddings.forward(torch.tensor(new long[] { 2, 5, 3 }, 1, 3))), states[1].Layers[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.States(["a"], [3]));
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    public void Eight_threads_read_through_one_model_as_one_does(Precision precision)
    {
        using var encoder = TextEncoder.Open(GoldenModel.TextEncoder, new() { Precision = precision });
        string[] texts = [.. Enumerable.Range(0, 8).Select(i => string.Join(' ', Enumerable.Repeat($"tide {i}", 1 + (i * 5))))];
        float[][] alone = [.. texts.Select(text => encoder.Embed([text])[0])];

        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (!alone[i % 8].SequenceEqual(encoder.Embed([texts[i % 8]])[0])) throw new InvalidOperationException($"another value on pass {i}");
        });
    }

    [Theory]
    [InlineData("modules.json", "{}", "no JSON list")]
    [InlineData("modules.json", """[{"type":"sentence_transformers.models.Dense","path":"2_Dense"}]""", "models.Dense\" is not supported")]
    [InlineData("modules.json", """[{"type":"x.Pooling","path":"../1_Pooling"}]""", "is no folder beside it")]
    [InlineData("modules.json", """[{"type":"x.Pooling","path":"1_Pooling"}]""", "pooling by pooling_mode_max_tokens is not supported")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length":1000}""", "\"max_seq_length\" is 1000, not a whole number within 3..8")]
    [InlineData("tokenizer.json", "{", "tokenizer.json")]
    public void What_the_folder_says_wrongly_is_refused_with_the_file(string file, string content, string reason)
    {
        using var folder = SmallModel();
        folder.Write("1_Pooling/config.json", """{"pooling_mode_max_tokens":true}""");
        folder.Write(file, content);

        var error = Assert.ThrowsAny<Exception>(() => TextEncoder.Open(folder.Path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_token_stands_for_the_text_where_the_folder_says_so()
    {
        using var folder = SmallModel();
        folder.Write("modules.json", """[{"type":"x.Transformer","path":""},{"type":"x.Pooling","path":"1_Pooling"},{"type":"x.Normalize","path":"2_Normalize"}]""");
        folder.Write("1_Pooling/config.json", """{"word_embedding_dimension":8,"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}""");
        using var encoder = TextEncoder.Open(folder.Path);

        var first = encoder.States(["a b"], [2])[0].Layers[0][..8];

        Assert.Equal(1, Cosine(first, encoder.Embed(["a b"])[0]), 1e-5);
    }

    /// <summary>Two layers, eight positions, the words a, b and c.</summary>
    private static TemporaryFolder SmallModel()
    {
        var folder = new TemporaryFolder();
        torch.manual_seed(3);
        using var bert = new BertEncoder(new BertOptions(7, 8, 2, new(8, 2, 12)));
        bert.Save(folder.Path);
        folder.Write("tokenizer.json", """
            {"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"BertPreTokenizer"},
             "post_processor":{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]},"decoder":null,
             "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
                      "vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"a":4,"b":5,"c":6}}}
            """);
        return folder;
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++) (dot, aa, bb) = (dot + (a[i] * b[i]), aa + (a[i] * a[i]), bb + (b[i] * b[i]));
        return dot / Math.Sqrt(aa * bb);
    }
}
