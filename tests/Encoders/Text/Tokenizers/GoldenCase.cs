using System.Text.Json;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Tests.Encoders.Text.Tokenizers;

/// <summary>One entry of a <c>cases.json</c>. Its offsets count code points.</summary>
internal sealed class GoldenCase(JsonElement json)
{
    public Encoding Encode(Tokenizer tokenizer)
    {
        var addSpecialTokens = json.GetProperty("add_special_tokens").GetBoolean();
        return Text("pair") is { } pair
            ? tokenizer.Encode(Text("text")!, pair, addSpecialTokens, Truncation())
            : tokenizer.Encode(Text("text")!, addSpecialTokens, Truncation());
    }

    public string? Text(string name) => json.GetProperty(name).GetString();

    public int[] Ints(string name) => [.. json.GetProperty(name).EnumerateArray().Select(item => item.GetInt32())];

    public string[] Strings(string name) => [.. json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    public int[][] Offsets() =>
        [.. json.GetProperty("offsets").EnumerateArray().Select(pair => pair.EnumerateArray().Select(item => item.GetInt32()).ToArray())];

    /// <summary>The offsets of an encoding, counted as the reference counts them.</summary>
    public int[][] InCodePoints(Encoding encoding) => [.. encoding.Offsets.Zip(encoding.SequenceIds, (offset, sequence) =>
    {
        var text = Text(sequence == 1 ? "pair" : "text")!;
        return new[] { CodePoints(text, offset.Start), CodePoints(text, offset.End) };
    })];

    private static int CodePoints(string text, int units) => text.AsSpan(0, units).ToString().EnumerateRunes().Count();

    private Truncation? Truncation()
    {
        var truncation = json.GetProperty("truncation");
        if (truncation.ValueKind == JsonValueKind.Null) return null;
        return new Truncation(
            truncation.GetProperty("max_length").GetInt32(),
            truncation.TryGetProperty("strategy", out var strategy) && strategy.GetString() == "only_second"
                ? TruncationStrategy.OnlySecond
                : TruncationStrategy.LongestFirst);
    }
}
