using System.Security.Cryptography;
using System.Text;

namespace Rag.Memory.Qdrant;

/// <summary>What a point of a collection stands for, and the ids of points.</summary>
internal static class PointKind
{
    public const string Item = "item";

    /// <summary>A source with its hash and version: it may have no items.</summary>
    public const string Source = "source";

    /// <summary>A source that was removed; its version tells a writer that began earlier that it came too late.</summary>
    public const string Removed = "removed";

    /// <summary>The collection's own settings, one point.</summary>
    public const string Collection = "collection";

    /// <summary>A point's id is made from its name, so that sending it twice changes nothing.</summary>
    public static string IdOf(string kind, string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{name}")).AsSpan(0, 16), bigEndian: true).ToString();
}
