using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.Vocabularies;

/// <summary>Tokens and their ids, one to one.</summary>
internal sealed class Vocabulary
{
    /// <summary>No file of a model that fits in memory has more; it bounds what a damaged id can make us allocate.</summary>
    public const int MaxId = (1 << 22) - 1;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private string?[] _tokens = [];

    /// <summary>One more than the highest id.</summary>
    public int Count { get; private set; }

    /// <summary>The tokens with their ids, in the order in which they came.</summary>
    public IEnumerable<KeyValuePair<string, int>> Entries => _ids;

    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    public int? IdOf(ReadOnlySpan<char> token) =>
        _ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out var id) ? id : null;

    /// <summary>The token, or null where the id is none.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)Count ? _tokens[id] : null;

    /// <summary>Adds a token; the same pair again changes nothing.</summary>
    /// <exception cref="TokenizerException">The token has another id already, or the id another token; said of <paramref name="place"/>.</exception>
    public void Add(string token, int id, JsonPart place)
    {
        if (TokenOf(id) is { } other && other != token) throw place.Bad($"id {id} of \"{token}\" is that of \"{other}\" already");
        if (!_ids.TryAdd(token, id))
        {
            if (_ids[token] == id) return;
            throw place.Bad($"\"{token}\" has id {_ids[token]} already, not {id}");
        }
        if (id >= _tokens.Length) Array.Resize(ref _tokens, Math.Max(id + 1, _tokens.Length * 2));
        _tokens[id] = token;
        Count = Math.Max(Count, id + 1);
    }

    /// <summary>Reads an object of token -> id.</summary>
    public static Vocabulary Read(JsonPart part)
    {
        var vocabulary = new Vocabulary();
        foreach (var (token, id) in part.Members()) vocabulary.Add(token, id.AsInt(0, MaxId), id);
        return vocabulary;
    }
}
