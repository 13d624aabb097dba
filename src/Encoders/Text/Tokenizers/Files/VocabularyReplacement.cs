using System.Text.Json.Nodes;

namespace Rag.Encoders.Text.Tokenizers.Files;

/// <summary>Writes a WordPiece tokenizer file anew with another vocabulary; all else of it stays as it is.</summary>
public static class VocabularyReplacement
{
    /// <summary>
    /// Writes to <paramref name="target"/> what <paramref name="source"/> holds, with <paramref name="tokens"/> as its
    /// vocabulary: the first has id 0, and so on. Added tokens and the post-processor get their tokens' new ids.
    /// </summary>
    /// <exception cref="TokenizerException">
    /// The source is no WordPiece file, or the tokens hold one twice or leave out one the file needs (the unknown token, an added
    /// token).
    /// </exception>
    public static void Write(string source, string target, IReadOnlyList<string> tokens)
    {
        Tokenizer.Load(source);
        var root = JsonNode.Parse(File.ReadAllBytes(source))!;
        var model = root["model"]!.AsObject();
        if (model["merges"] is not null || model["vocab"] is not JsonObject)
            throw new TokenizerException(source, "$.model", "only the vocabulary of WordPiece can be replaced");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in tokens)
        {
            if (!ids.TryAdd(token, ids.Count)) throw new TokenizerException(source, "$.model.vocab", $"\"{token}\" is given twice");
        }
        model["vocab"] = new JsonObject(tokens.Select(token => KeyValuePair.Create(token, (JsonNode?)ids[token])));
        foreach (var added in root["added_tokens"]?.AsArray() ?? []) added!["id"] = IdOf((string)added["content"]!);
        if (root["post_processor"] is JsonObject processor) Renumber(processor);
        TokenizerFile.Write(root, target);

        int IdOf(string token) => ids.TryGetValue(token, out var id)
            ? id
            : throw new TokenizerException(source, "$.added_tokens", $"\"{token}\" is not among the new tokens");

        void Renumber(JsonObject processor)
        {
            foreach (var (_, special) in processor["special_tokens"]?.AsObject() ?? [])
                special!["ids"] = new JsonArray([.. special["tokens"]!.AsArray().Select(token => (JsonNode?)IdOf((string)token!))]);
            foreach (var name in (string[])["cls", "sep"])
            {
                if (processor[name] is JsonArray pair) pair[1] = IdOf((string)pair[0]!);
            }
        }
    }
}
