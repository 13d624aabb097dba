using System.Text.Json.Nodes;
using Rag.Encoders.Text.Tokenizers;
using Rag.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Rag.Tests.Encoders.Text.Tokenizers;

public sealed class TokenizerFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] _words =
    [
        "{", "}", "[", "]", ",", "null", "-1", "4194303", "4194304", "1e308", "\"\\ud800\"", "\"\"", "true", "\"type\"", "\"Sequence\"", "\"BPE\"", "\"Unigram\"", "\"WordPiece\"",
        "\"ByteLevel\"", "(a+)+$", "(?=", "[[[[[[[[", "\\u0000", "\"normalizer\"", "{\"type\":\"ByteLevel\"},", "{\"type\":\"NFKD\"},",
    ];

    private static readonly string[] _texts = ["", "aab潮 Née, a\u0301\u0130 <s>\r\n", "\uD800ab\uDC00\u0000<|end|>  \uFDFA", "𠮷😀👩‍👩‍👧 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"];

    [Fact]
    public void A_damaged_file_is_read_or_refused_with_its_place() => new Fuzz<TokenizerException>(output)
    {
        Damage = new Mutator(seed: 7, words: _words).Mutate,
        IsClear = (refusal, _) => refusal.Path == "fuzz" && refusal.Place.StartsWith('$'),
        MostBytes = _ => 64 << 20, // an id of 4,194,303 alone makes a table of 32 MB
    }.Run(usual: 4000, SmallTokenizers.All, content => Use(Tokenizer.Parse(content, "fuzz")));

    [Fact]
    public void A_file_with_any_part_missing_or_of_another_kind_is_read_or_refused_with_its_place()
    {
        foreach (var file in SmallTokenizers.All)
        {
            var count = Nodes(JsonNode.Parse(file)!).Count();
            Assert.InRange(count, 50, 1000);
            for (var i = 0; i < count; i++)
            {
                foreach (var other in (Func<JsonNode?>?[])[null, () => null, () => 7, () => "x", () => new JsonArray(), () => new JsonObject(), () => true])
                {
                    var root = JsonNode.Parse(file)!;
                    var (parent, key) = Nodes(root).ElementAt(i);
                    if (parent is JsonObject values && other is null) values.Remove((string)key);
                    else if (parent is JsonObject members) members[(string)key] = other!();
                    else if (other is null) ((JsonArray)parent).RemoveAt((int)key);
                    else ((JsonArray)parent)[(int)key] = other();
                    TryUse(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
                }
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated"}]}""", "takes more than")]
    [InlineData("""{"type":"Sequence","pretokenizers":[DOUBLE,DOUBLE,DOUBLE,DOUBLE,DOUBLE,DOUBLE,DOUBLE,DOUBLE,DOUBLE,DOUBLE]}""", "times as long")]
    public void A_rule_that_costs_too_much_is_stopped_and_said(string preTokenizer, string reason)
    {
        var root = JsonNode.Parse(SmallTokenizers.All[1])!;
        root["pre_tokenizer"] = JsonNode.Parse(preTokenizer.Replace("DOUBLE", """{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""", StringComparison.Ordinal));
        var tokenizer = Tokenizer.Parse(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()), "bomb.json");

        var refusal = Assert.Throws<TokenizerException>(() => tokenizer.Encode(new string('a', 40) + new string('é', 4000)));

        Assert.StartsWith("bomb.json: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private static void TryUse(byte[] file)
    {
        try
        {
            Use(Tokenizer.Parse(file, "fuzz"));
        }
        catch (TokenizerException refusal)
        {
            Assert.StartsWith("$", refusal.Place, StringComparison.Ordinal);
        }
    }

    private static void Use(Tokenizer tokenizer)
    {
        foreach (var text in _texts)
        {
            foreach (var encoding in (Encoding[])[tokenizer.Encode(text), tokenizer.Encode(text, _texts[1])])
            {
                tokenizer.Decode(encoding.Ids);
                foreach (var (offset, sequence) in encoding.Offsets.Zip(encoding.SequenceIds))
                    Assert.True(offset.Start >= 0 && offset.Start <= offset.End && offset.End <= (sequence == 1 ? _texts[1] : text).Length, $"a token at {offset} of \"{text}\"");
            }
        }
    }

    /// <summary>Every value below a node, as its parent and its name or index there.</summary>
    private static IEnumerable<(JsonNode Parent, object Key)> Nodes(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => (IEnumerable<(JsonNode, object)>)[(node, member.Key), .. member.Value is null ? [] : Nodes(member.Value)]),
        JsonArray items => items.Index().SelectMany(item => (IEnumerable<(JsonNode, object)>)[(node, item.Index), .. item.Item is null ? [] : Nodes(item.Item)]),
        _ => [],
    };
}
