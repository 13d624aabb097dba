using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rag.Encoders.Text.Training;

/// <summary>
/// Extends the vocabulary of a BERT tokenizer by Chinese characters. They take the ids of rows that no text can reach, and then new
/// ids at the end: every other token keeps its id, so text without the new characters is read as before.
/// </summary>
public static class HanVocabulary
{
    private const string Continuation = "##", Unused = "[unused";

    /// <summary>The most frequent characters of Chinese writing that <paramref name="tokenizer"/> does not know, most frequent first.</summary>
    public static IReadOnlyList<string> Missing(JsonObject tokenizer, IEnumerable<string> texts, int most)
    {
        var known = Vocabulary(tokenizer);
        return
        [
            .. texts.SelectMany(text => text).Where(IsChinese).Select(char.ToLowerInvariant)
                .CountBy(character => character)
                .Where(character => !known.ContainsKey(character.Key.ToString()))
                .OrderByDescending(character => character.Value).ThenBy(character => character.Key)
                .Take(most)
                .Select(character => character.Key.ToString()),
        ];
    }

    /// <summary>Adds <paramref name="characters"/> to the content of a tokenizer.json.</summary>
    public static void Extend(JsonObject tokenizer, IReadOnlyList<string> characters)
    {
        var tokens = Vocabulary(tokenizer).OrderBy(token => token.Value!.GetValue<int>()).Select(token => token.Key).ToList();
        var free = new Queue<int>(Enumerable.Range(0, tokens.Count).Where(id => IsUnreachable(tokens[id])));
        foreach (var character in characters)
        {
            if (free.TryDequeue(out var id)) tokens[id] = character;
            else tokens.Add(character);
        }
        tokenizer["model"]!["vocab"] = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)JsonValue.Create(id))));
    }

    /// <summary>Whether a token is one character of Chinese writing, and so a row to be learned.</summary>
    public static bool IsChinese(string token) => token.Length == 1 && IsChinese(token[0]);

    private static JsonObject Vocabulary(JsonObject tokenizer) =>
        tokenizer["model"]?["vocab"] as JsonObject ?? throw new JsonException("a tokenizer.json without model.vocab");

    // Characters stand apart before pieces are looked up, so none ever continues a word.
    private static bool IsUnreachable(string token) =>
        token.StartsWith(Unused, StringComparison.Ordinal) || (token.StartsWith(Continuation, StringComparison.Ordinal) && token.Length == 3 && IsIdeograph(token[2]));

    private static bool IsChinese(char c) => IsIdeograph(c) || c is (>= '\u3001' and <= '\u303F') or (>= '\uFF01' and <= '\uFF5E');

    private static bool IsIdeograph(char c) => c is (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF');
}
