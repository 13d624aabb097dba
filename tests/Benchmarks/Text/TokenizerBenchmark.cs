using System.Diagnostics;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Benchmarks.Text;

/// <summary>How fast a tokenizer encodes a text, in passages of a thousand characters, on one thread.</summary>
internal static class TokenizerBenchmark
{
    private const int Passage = 1000, MostCharacters = 4_000_000, Times = 5;

    /// <summary>Megabytes of UTF-8 a second, the best of five times, and the tokens of the text.</summary>
    public static (double Speed, long Tokens, int Characters) Run(string tokenizerFile, string textFile)
    {
        var tokenizer = Tokenizer.Load(tokenizerFile);
        var text = File.ReadAllText(textFile);
        text = text[..Math.Min(text.Length, MostCharacters)];
        string[] passages = [.. text.Chunk(Passage).Select(characters => new string(characters))];
        var (least, tokens) = (double.MaxValue, 0L);
        for (var time = 0; time < Times; time++)
        {
            var watch = Stopwatch.StartNew();
            tokens = passages.Sum(passage => (long)tokenizer.Encode(passage).Ids.Length);
            least = Math.Min(least, watch.Elapsed.TotalSeconds);
        }
        return (System.Text.Encoding.UTF8.GetByteCount(text) / 1e6 / least, tokens, text.Length);
    }
}
