using System.Text.Json.Nodes;

namespace Rag.Memory.Qdrant;

/// <summary>
/// Asks Qdrant, asks again where it was down, busy or too slow, and turns every other answer than a result into a
/// <see cref="MemoryException"/>. Every call may be repeated without harm. Safe for concurrent use.
/// </summary>
/// <param name="transport">What carries the calls; the connection owns it.</param>
/// <param name="time">Measures the waits between repetitions.</param>
internal sealed class QdrantConnection(IQdrantTransport transport, QdrantOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The result of a call.</summary>
    /// <param name="collection">Which one, or null where the call is about none.</param>
    /// <param name="body">What the REST API takes for this call, or null.</param>
    public JsonNode Send(QdrantCall call, string? collection = null, JsonNode? body = null) =>
        TrySend(call, collection, body) ?? throw Failure(call, collection, "it is not there (404)");

    /// <summary>The same; null where the server answers that there is no such thing.</summary>
    public JsonNode? TrySend(QdrantCall call, string? collection = null, JsonNode? body = null)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = transport.Send(call, collection, body);
            if (answer.Outcome == QdrantOutcome.NotFound) return null;
            if (answer.Outcome == QdrantOutcome.Done) return answer.Result!;
            if (answer.Outcome == QdrantOutcome.Refused || attempt == options.Retries)
                throw Failure(call, collection, answer.Problem! + (attempt == 0 ? "" : $", after {attempt + 1} tries"));
            Task.Delay(answer.Wait ?? options.Backoff * (1 << Math.Min(attempt, 10)), time).GetAwaiter().GetResult();
        }
    }

    public void Dispose() => transport.Dispose();

    private MemoryException Failure(QdrantCall call, string? collection, string what) =>
        new($"Qdrant at {options.Url.GetLeftPart(UriPartial.Authority)}, {call}{(collection is null ? "" : $" of '{collection}'")}: {what}.");
}
