using System.Text.Json;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Tests.Encoders.Text.Tokenizers;

/// <summary>Every case of <c>shared/golden/tokenizers</c>, made with the tokenizers library, to the last id.</summary>
public sealed class GoldenTests
{
    [SharedTheory("golden/tokenizers")]
    [InlineData("bert-cased")]
    [InlineData("bert-uncased")]
    [InlineData("clip")]
    [InlineData("roberta")]
    [InlineData("t5")]
    [InlineData("whisper")]
    public void Every_case_equals_the_reference(string name)
    {
        var tokenizer = Tokenizer.Load(SharedData.Path($"golden/tokenizers/{name}/tokenizer.json"));
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path($"golden/tokenizers/{name}/cases.json")));
        string[] differences = [.. golden.RootElement.GetProperty("cases").EnumerateArray()
            .SelectMany((golden, i) => Differences(tokenizer, new GoldenCase(golden)).Select(difference => $"case {i}: {difference}"))];
        Assert.Equal([], differences.Take(20));
    }

    private static IEnumerable<string> Differences(Tokenizer tokenizer, GoldenCase golden)
    {
        var encoding = golden.Encode(tokenizer);
        (string What, object Expected, object Actual)[] comparisons =
        [
            ("ids", golden.Ints("ids"), encoding.Ids),
            ("tokens", golden.Strings("tokens"), encoding.Tokens),
            ("type ids", golden.Ints("type_ids"), encoding.TypeIds),
            ("offsets", golden.Offsets(), golden.InCodePoints(encoding)),
            ("special", golden.Ints("special_mask"), encoding.SequenceIds.Select(id => id < 0 ? 1 : 0).ToArray()),
            ("decoded", golden.Text("decoded")!, tokenizer.Decode(encoding.Ids)),
            ("decoded with special", golden.Text("decoded_with_special")!, tokenizer.Decode(encoding.Ids, skipSpecialTokens: false)),
        ];
        foreach (var (what, expected, actual) in comparisons)
        {
            var (wanted, got) = (JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
            if (wanted != got) yield return $"{what} of {JsonSerializer.Serialize(golden.Text("text"))}: {got} instead of {wanted}";
        }
    }
}
