using Google.Protobuf.Collections;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>A source as a point: its hash, the version its items have, and the folders it lies in.</summary>
internal static class SourcePoint
{
    /// <summary>Folders that are told, from the outermost.</summary>
    private const int MostFolders = 32;

    public static string IdOf(string source) => PointKind.IdOf(PointKind.Source, source);

    /// <param name="contentHash">Null for a source that is removed.</param>
    /// <param name="version">See <see cref="CommitVersion"/>.</param>
    public static Wire.PointStruct Of(string source, string? contentHash, long version)
    {
        var point = new Wire.PointStruct
        {
            Id = new() { Uuid = IdOf(source) },
            Vectors = new() { Vectors_ = new() },
            Payload =
            {
                ["kind"] = contentHash is null ? PointKind.Removed : PointKind.Source,
                ["source"] = source,
                ["version"] = version,
            },
        };
        if (contentHash is not null)
        {
            point.Payload["hash"] = contentHash;
            point.Payload["folders"] = new Wire.Value { ListValue = new() { Values = { FoldersOf(source).Select(folder => (Wire.Value)folder) } } };
        }
        return point;
    }

    /// <exception cref="FormatException">The point is none of ours.</exception>
    public static StoredSource Read(MapField<string, Wire.Value> payload) =>
        new(Payloads.Required(payload.Text("source"), "source"), Payloads.Required(payload.Text("hash"), "hash"));

    /// <summary>What a name begins with up to each of its separators, the outermost first.</summary>
    public static List<string> FoldersOf(string name)
    {
        var folders = new List<string>();
        for (var i = 0; i < name.Length && folders.Count < MostFolders; i++)
        {
            if (name[i] is '/' or '\\') folders.Add(name[..(i + 1)]);
        }
        return folders;
    }
}
