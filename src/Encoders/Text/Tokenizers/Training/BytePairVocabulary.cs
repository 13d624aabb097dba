using System.Text.Json.Nodes;
using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.Training;

/// <summary>A learned vocabulary: special tokens, the 256 bytes in the order of their characters, then what was joined.</summary>
public sealed class BytePairVocabulary
{
    private readonly IReadOnlyList<string> _specialTokens;
    private readonly List<string> _tokens;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly int[] _byteIds;
    private readonly List<(int Left, int Right)> _merges = [];

    internal BytePairVocabulary(IReadOnlyList<string> specialTokens)
    {
        _specialTokens = specialTokens;
        string[] bytes = [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.CharOf((byte)value).ToString())];
        _tokens = [.. specialTokens, .. bytes.Order(StringComparer.Ordinal)];
        foreach (var token in _tokens) _ids.Add(token, _ids.Count);
        _byteIds = [.. bytes.Select(token => _ids[token])];
    }

    /// <summary>The tokens there are.</summary>
    public int Count => _tokens.Count;

    /// <summary>The pairs that are joined, the first learned first.</summary>
    public IEnumerable<(string Left, string Right)> Merges => _merges.Select(merge => (_tokens[merge.Left], _tokens[merge.Right]));

    /// <summary>Writes a Hugging Face <c>tokenizer.json</c> that <see cref="Tokenizer.Load"/> opens; the old file stays until the new one is whole.</summary>
    public void Write(string path) => TokenizerFile.Write(
        new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. _specialTokens.Select((token, id) => new JsonObject
            {
                ["id"] = id, ["content"] = token, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
            })]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(),
            ["post_processor"] = ByteLevel(),
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = new JsonObject(_tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
                ["merges"] = new JsonArray([.. Merges.Select(merge => new JsonArray(merge.Left, merge.Right))]),
            },
        },
        path);

    /// <summary>The ids of the bytes of a word, which is spelled in their characters.</summary>
    internal int[] BytesOf(string word) => [.. word.Select(c => _byteIds[ByteAlphabet.ByteOf(c)])];

    /// <summary>The id of the token that two become; another pair may have become the same before.</summary>
    internal int Join(int left, int right)
    {
        _merges.Add((left, right));
        var token = _tokens[left] + _tokens[right];
        if (_ids.TryGetValue(token, out var id)) return id;
        _ids.Add(token, _tokens.Count);
        _tokens.Add(token);
        return _tokens.Count - 1;
    }

    private static JsonObject ByteLevel() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true };
}
