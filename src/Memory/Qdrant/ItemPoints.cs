using System.Globalization;
using System.Text;
using Google.Protobuf.Collections;
using Rag.Memory.Filters;
using Rag.Memory.Words;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>Items as points and back.</summary>
internal sealed class ItemPoints(WordTokenizer tokenizer, MemoryOptions options)
{
    public const string Dense = "dense";
    public const string Words = "words";

    /// <summary>The index of a word in sparse vectors, and in the payload.</summary>
    public static uint Index(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[3 * WordReader.LongestWord];
        return Encoding.UTF8.TryGetBytes(word, bytes, out var length) ? Checksum.Of(bytes[..length]) : 0;
    }

    /// <exception cref="MemoryException">The server, which holds UTF-8, cannot hold it: it has half of a surrogate pair
    /// somewhere.</exception>
    public static void RefuseIllFormed(Item item)
    {
        var texts = item.Metadata.SelectMany(entry => new[] { entry.Key, entry.Value })
            .Concat([item.Source, item.Text, item.Heading ?? ""]);
        if (texts.FirstOrDefault(text => !FilterTerms.IsWellFormed(text)) is not null)
            throw new MemoryException($"{item.Id} has half of a surrogate pair in its text, source or metadata, which Qdrant cannot hold: leave it out.");
    }

    /// <summary>Items as points, with BM25's weights without the idf, which the server knows.</summary>
    /// <param name="version">See <see cref="CommitVersion"/>; it is part of their ids.</param>
    /// <param name="length">Knows how long items are on average, and is told of these.</param>
    public List<Wire.PointStruct> Of(IReadOnlyList<Item> items, long version, AverageLength length)
    {
        var counts = items.Select(Count).ToList();
        length.Add(items.Count, counts.Sum(words => (long)words.Length));
        return [.. items.Zip(counts, (item, words) => Of(item, words, version, length.Words))];
    }

    /// <summary>How many words an item has, its heading's included.</summary>
    public int LengthOf(Item item) => Count(item).Length;

    /// <summary>The words of a query, each with weight 1: the server multiplies by their idf.</summary>
    public Wire.Vector Query(string query)
    {
        var seen = new SortedSet<uint>();
        foreach (var word in tokenizer.Tokenize(query)) seen.Add(Index(word.Text));
        return Sparse(seen.Select(index => (index, 1.0)));
    }

    /// <exception cref="FormatException">The point is none of ours.</exception>
    public static Item Read(MapField<string, Wire.Value> payload, Wire.VectorsOutput? vectors) => new()
    {
        Source = Payloads.Required(payload.Text("source"), "source"),
        Ordinal = Whole(payload, "ordinal"),
        Modality = Enum.TryParse<Modality>(payload.Text("modality"), ignoreCase: true, out var modality)
            ? modality
            : throw new FormatException("an item has no modality"),
        Start = Whole(payload, "start"),
        End = Whole(payload, "end"),
        Page = payload.ContainsKey("page") ? Whole(payload, "page") : null,
        Heading = payload.Text("heading"),
        Time = payload.Text("time") is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null,
        Text = Payloads.Required(payload.Text("text"), "text"),
        Metadata = payload.TryGetValue("metadata", out var metadata) && metadata.StructValue is { } entries
            ? entries.Fields.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .ToDictionary(entry => entry.Key, entry => entry.Value.StringValue)
            : new Dictionary<string, string>(),
        Embedding = Embedding(vectors),
    };

    /// <summary>An item's embedding, of length 1; empty where it has none.</summary>
    public static ReadOnlyMemory<float> Embedding(Wire.VectorsOutput? vectors) =>
        vectors?.Vectors is { } named && named.Vectors.TryGetValue(Dense, out var vector) ? vector.Dense.Data.ToArray() : default;

    private static int Whole(MapField<string, Wire.Value> payload, string name) =>
        checked((int)Payloads.Required(payload.Number(name), name));

    private Wire.PointStruct Of(Item item, ItemWords words, long version, double average)
    {
        var norm = options.K1 * (1 - options.B + options.B * words.Length / average);
        var vectors = new Wire.NamedVectors
        {
            Vectors = { [Words] = Sparse(words.Counts.Select(word => (word.Key, (options.K1 + 1) * word.Value / (word.Value + norm)))) },
        };
        if (!item.Embedding.IsEmpty) vectors.Vectors[Dense] = new() { Dense = new() { Data = { item.Embedding.ToArray() } } };
        return new()
        {
            Id = new() { Uuid = PointKind.IdOf(PointKind.Item, $"{item.Id}\n{version}") },
            Vectors = new() { Vectors_ = vectors },
            Payload = { Payload(item, words.Counts.Keys, version) },
        };
    }

    private static Dictionary<string, Wire.Value> Payload(Item item, IEnumerable<uint> words, long version)
    {
        var payload = new Dictionary<string, Wire.Value>
        {
            ["kind"] = PointKind.Item,
            ["source"] = item.Source,
            ["version"] = version,
            ["ordinal"] = item.Ordinal,
            ["modality"] = Field.NameOf(item.Modality),
            ["start"] = item.Start,
            ["end"] = item.End,
            ["text"] = item.Text,
            ["words"] = new() { ListValue = new() { Values = { words.Select(index => (Wire.Value)(long)index) } } },
        };
        if (item.Page is { } page) payload["page"] = page;
        if (item.Heading is { } heading) payload["heading"] = heading;
        if (item.Time is { } time) payload["time"] = time.ToString("O", CultureInfo.InvariantCulture);
        var numbers = new Wire.Struct();
        var metadata = new Wire.Struct();
        foreach (var (name, value) in item.Metadata)
        {
            metadata.Fields[name] = value;
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                numbers.Fields[name] = number; // ranges look here
        }
        if (metadata.Fields.Count > 0) payload["metadata"] = new() { StructValue = metadata };
        if (numbers.Fields.Count > 0) payload["numbers"] = new() { StructValue = numbers };
        return payload;
    }

    private ItemWords Count(Item item)
    {
        var (counts, length) = (new SortedDictionary<uint, int>(), 0);
        foreach (var text in (string?[])[item.Text, item.Heading])
        {
            foreach (var word in tokenizer.Tokenize(text))
            {
                var index = Index(word.Text);
                counts[index] = counts.GetValueOrDefault(index) + 1;
                if (word.Form == WordForm.Plain) length++;
            }
        }
        return new ItemWords(counts, length);
    }

    /// <param name="Counts">How often an item has each word, by the word's index.</param>
    /// <param name="Length">Its plain words.</param>
    private sealed record ItemWords(SortedDictionary<uint, int> Counts, int Length);

    private static Wire.Vector Sparse(IEnumerable<(uint Index, double Weight)> words)
    {
        var vector = new Wire.SparseVector();
        foreach (var (index, weight) in words)
        {
            vector.Indices.Add(index);
            vector.Values.Add((float)weight);
        }
        return new() { Sparse = vector };
    }
}
