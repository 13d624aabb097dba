using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rag.Memory.Embedded;
using Rag.Memory.Words;

namespace Rag.Memory.Qdrant;

/// <summary>What a point of a collection stands for.</summary>
internal static class PointKind
{
    public const string Item = "item";

    /// <summary>A source with its hash: it may have no items.</summary>
    public const string Source = "source";

    /// <summary>The collection's own settings, one point.</summary>
    public const string Collection = "collection";
}

/// <summary>Items as points and back. A point's id is made from the item's, so that sending it twice changes nothing.</summary>
internal sealed class QdrantPoint(WordTokenizer tokenizer, MemoryOptions options, double averageLength)
{
    public const string Dense = "dense";
    public const string Words = "words";

    public static string IdOf(string kind, string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{name}")).AsSpan(0, 16), bigEndian: true).ToString();

    /// <summary>The index of a word in sparse vectors, and in the payload.</summary>
    public static uint Index(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[3 * WordReader.LongestWord];
        return Encoding.UTF8.TryGetBytes(word, bytes, out var length) ? Checksum.Of(bytes[..length]) : 0;
    }

    public static JsonObject Source(string source, string contentHash) => new()
    {
        ["id"] = IdOf(PointKind.Source, source),
        ["vector"] = new JsonObject(),
        ["payload"] = new JsonObject { ["kind"] = PointKind.Source, ["source"] = source, ["hash"] = contentHash },
    };

    /// <exception cref="MemoryException">The server, which holds UTF-8, cannot hold it: it has half of a surrogate pair somewhere.</exception>
    public static void RefuseIllFormed(Item item)
    {
        var texts = item.Metadata.SelectMany(entry => new[] { entry.Key, entry.Value }).Concat([item.Source, item.Text, item.Heading ?? ""]);
        if (texts.FirstOrDefault(text => !Filters.FilterTerms.IsWellFormed(text)) is not null)
            throw new MemoryException($"{item.Id} has half of a surrogate pair in its text, source or metadata, which Qdrant cannot hold: leave it out.");
    }

    public JsonObject Of(Item item)
    {
        var words = Count(item, out var length);
        var vectors = new JsonObject { [Words] = Sparse(Weigh(words, length)) };
        if (!item.Embedding.IsEmpty) vectors[Dense] = Numbers(item.Embedding.Span);
        return new JsonObject
        {
            ["id"] = IdOf(PointKind.Item, item.Id),
            ["vector"] = vectors,
            ["payload"] = Payload(item, words.Keys),
        };
    }

    /// <summary>The words of a query, each with weight 1: the server multiplies by their idf.</summary>
    public JsonObject Query(string query)
    {
        var seen = new SortedSet<uint>();
        foreach (var word in tokenizer.Tokenize(query)) seen.Add(Index(word.Text));
        return Sparse(seen.Select(index => (index, 1.0)));
    }

    public static JsonArray Numbers(ReadOnlySpan<float> vector)
    {
        var numbers = new JsonArray();
        foreach (var number in vector) numbers.Add(number);
        return numbers;
    }

    /// <exception cref="FormatException">The point is none of ours.</exception>
    /// <exception cref="InvalidOperationException">A value is of another type than ours.</exception>
    public static Item Read(JsonNode point)
    {
        var payload = point.Member("payload");
        return new Item
        {
            Source = payload.Member("source").GetValue<string>(),
            Ordinal = payload.Member("ordinal").GetValue<int>(),
            Modality = Enum.TryParse<Modality>(Text(payload, "modality"), ignoreCase: true, out var modality)
                ? modality
                : throw new FormatException("an item has no modality"),
            Start = payload.Member("start").GetValue<int>(),
            End = payload.Member("end").GetValue<int>(),
            Page = payload["page"]?.GetValue<int>(),
            Heading = Text(payload, "heading"),
            Time = Text(payload, "time") is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null,
            Text = payload.Member("text").GetValue<string>(),
            Metadata = payload["metadata"] is JsonObject metadata
                ? metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>())
                : new Dictionary<string, string>(),
            Embedding = point["vector"] is JsonObject vectors && vectors[Dense] is JsonArray dense
                ? dense.Select(number => number!.GetValue<float>()).ToArray()
                : default,
        };
    }

    private static string? Text(JsonNode payload, string name) => payload[name]?.GetValue<string>();

    private static JsonObject Payload(Item item, IEnumerable<uint> words)
    {
        var payload = new JsonObject
        {
            ["kind"] = PointKind.Item,
            ["source"] = item.Source,
            ["ordinal"] = item.Ordinal,
            ["modality"] = Filters.Field.NameOf(item.Modality),
            ["start"] = item.Start,
            ["end"] = item.End,
            ["text"] = item.Text,
            ["words"] = new JsonArray([.. words.Select(index => (JsonNode)(long)index)]),
        };
        if (item.Page is { } page) payload["page"] = page;
        if (item.Heading is { } heading) payload["heading"] = heading;
        if (item.Time is { } time) payload["time"] = time.ToString("O", CultureInfo.InvariantCulture);
        var numbers = new JsonObject();
        var metadata = new JsonObject();
        foreach (var (name, value) in item.Metadata)
        {
            metadata[name] = value;
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                numbers[name] = number; // ranges look here
        }
        if (metadata.Count > 0) payload["metadata"] = metadata;
        if (numbers.Count > 0) payload["numbers"] = numbers;
        return payload;
    }

    private SortedDictionary<uint, int> Count(Item item, out int length)
    {
        length = 0;
        var counts = new SortedDictionary<uint, int>();
        foreach (var text in (string?[])[item.Text, item.Heading])
        {
            foreach (var word in tokenizer.Tokenize(text))
            {
                var index = Index(word.Text);
                counts[index] = counts.GetValueOrDefault(index) + 1;
                if (word.Form == WordForm.Plain) length++;
            }
        }
        return counts;
    }

    // BM25 without the idf.
    private IEnumerable<(uint, double)> Weigh(SortedDictionary<uint, int> counts, int length)
    {
        var norm = options.K1 * (1 - options.B + options.B * length / averageLength);
        return counts.Select(word => (word.Key, (options.K1 + 1) * word.Value / (word.Value + norm)));
    }

    private static JsonObject Sparse(IEnumerable<(uint Index, double Weight)> words)
    {
        var (indices, values) = (new JsonArray(), new JsonArray());
        foreach (var (index, weight) in words)
        {
            indices.Add((long)index);
            values.Add((float)weight);
        }
        return new JsonObject { ["indices"] = indices, ["values"] = values };
    }
}
