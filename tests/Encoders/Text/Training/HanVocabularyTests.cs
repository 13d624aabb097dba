using System.Text.Json.Nodes;
using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Text.Training;

namespace Rag.Tests.Encoders.Text.Training;

public sealed class HanVocabularyTests
{
    private const string Uncased = "golden/tokenizers/bert-uncased/tokenizer.json";

    [SharedFact(Uncased)]
    public void Chinese_is_read_without_unknown_tokens_and_all_else_as_before()
    {
        const string chinese = "图书馆在《公园》对面，圖書館在公園對面。";
        var path = SharedData.Path(Uncased);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var before = Tokenizer.Load(path);
        HanVocabulary.Extend(json, HanVocabulary.Missing(json, [chinese], 100));
        using var folder = new TemporaryFolder();
        var after = Tokenizer.Load(folder.Write("tokenizer.json", json.ToJsonString()));

        Assert.Contains("[UNK]", before.Encode(chinese).Tokens);
        Assert.DoesNotContain("[UNK]", after.Encode(chinese).Tokens);
        foreach (var text in new[] { "Where's the Eiffel Tower, built 1887-89?", "naïve déjà vu", "Привет λόγος مرحبا こんにちは", "[unused5] ##ing" })
            Assert.Equal(before.Encode(text).Ids, after.Encode(text).Ids);
        Assert.Equal(before.Count, after.Count); // there were unreachable rows enough
    }

    [Fact]
    public void Characters_take_unreachable_rows_first_and_the_most_frequent_ones_are_taken()
    {
        var json = JsonNode.Parse("""{"model":{"vocab":{"[PAD]":0,"[unused0]":1,"中":2,"##中":3,"a":4}}}""")!.AsObject();

        var missing = HanVocabulary.Missing(json, ["国国国国中人人人文文a", "图"], 3);
        HanVocabulary.Extend(json, missing);

        Assert.Equal(["国", "人", "文"], missing);
        Assert.Equal(
            ["[PAD]", "国", "中", "人", "a", "文"],
            json["model"]!["vocab"]!.AsObject().OrderBy(token => token.Value!.GetValue<int>()).Select(token => token.Key));
    }
}
