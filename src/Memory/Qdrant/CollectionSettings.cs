using Google.Protobuf.Collections;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>What a collection was created with; kept in a point of its own.</summary>
/// <param name="Place">The collection behind the name that people use; null in collections that older programs made.</param>
internal sealed record CollectionSettings(bool Stemming, EmbeddingSource? Encoder, string? Place)
{
    public static readonly string Id = PointKind.IdOf(PointKind.Collection, "settings");

    /// <summary>Whether another is about to take its place: what is written now would be lost.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Items that were ingested, replaced ones included, and their words.</summary>
    public (long Items, long Words) Ingested { get; init; }

    /// <exception cref="FormatException">They are none of ours.</exception>
    public static CollectionSettings Read(MapField<string, Wire.Value> payload)
    {
        if (!payload.TryGetValue("stemming", out var stemming) || stemming.KindCase != Wire.Value.KindOneofCase.BoolValue)
            throw new FormatException("'stemming' is missing");
        var name = payload.Text("encoder");
        var encoder = name is null ? null : new EmbeddingSource(
            name, checked((int)Payloads.Required(payload.Number("dimension"), "dimension")))
        {
            Space = payload.Text("space") ?? name,
        };
        return new CollectionSettings(stemming.BoolValue, encoder, payload.Text("place"))
        {
            IsClosed = payload.Holds("closed"),
            Ingested = (payload.Number("items") ?? 0, payload.Number("item_words") ?? 0),
        };
    }

    public Wire.PointStruct ToPoint()
    {
        var point = new Wire.PointStruct
        {
            Id = new() { Uuid = Id },
            Vectors = new() { Vectors_ = new() },
            Payload = { ["kind"] = PointKind.Collection, ["stemming"] = Stemming },
        };
        if (Place is not null) point.Payload["place"] = Place;
        if (Encoder is { } encoder)
        {
            point.Payload["encoder"] = encoder.Name;
            point.Payload["dimension"] = encoder.Dimension;
            point.Payload["space"] = encoder.Space;
        }
        return point;
    }
}
