using System.Text.Json.Nodes;

namespace Rag.Memory.Qdrant;

/// <summary>How a try ended.</summary>
internal enum QdrantOutcome
{
    Done,

    /// <summary>There is no such collection.</summary>
    NotFound,

    /// <summary>The server is down, busy or too slow: the same may be tried again.</summary>
    Busy,

    /// <summary>It would not go better another time.</summary>
    Refused,
}

/// <summary>What came of a try.</summary>
/// <param name="Result">Of what is done, the result.</param>
/// <param name="Problem">Of what is busy or refused, why, in one line.</param>
/// <param name="Wait">When the server wants to be asked again, if it says so.</param>
internal readonly record struct QdrantAnswer(QdrantOutcome Outcome, JsonNode? Result = null, string? Problem = null, TimeSpan? Wait = null)
{
    /// <summary>The beginning of what a server says, as one line, to be quoted in <see cref="Problem"/>.</summary>
    public static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > 200 ? line[..200] + "..." : line;
    }
}

/// <summary>Carries calls to Qdrant: over REST, or over gRPC. Safe for concurrent use.</summary>
internal interface IQdrantTransport : IDisposable
{
    /// <summary>Tries once.</summary>
    /// <param name="collection">Which one, or null where the call is about none.</param>
    /// <param name="body">What the REST API takes for this call, or null.</param>
    QdrantAnswer Send(QdrantCall call, string? collection, JsonNode? body);
}
