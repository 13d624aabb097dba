using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rag.Memory.Qdrant;

/// <summary>
/// Qdrant's REST API: sends requests, repeats those that found the server down, busy or too slow, and turns every other
/// answer than a result into a <see cref="MemoryException"/>. Every request may be repeated without harm. Safe for concurrent use.
/// </summary>
/// <param name="http">Keeps the connections; the caller owns it, its timeout included.</param>
/// <param name="time">Measures the waits between repetitions.</param>
internal sealed class QdrantConnection(HttpClient http, QdrantOptions options, TimeProvider time)
{
    /// <summary>The <c>result</c> of the answer.</summary>
    /// <param name="path">Relative to the endpoint, escaped.</param>
    public JsonNode Send(HttpMethod method, string path, JsonNode? body = null) =>
        TrySend(method, path, body) ?? throw Failure(method, path, "it is not there (404)");

    /// <summary>The same; null where the server answers that there is no such thing.</summary>
    public JsonNode? TrySend(HttpMethod method, string path, JsonNode? body = null)
    {
        var content = body?.ToJsonString();
        for (var attempt = 0; ; attempt++)
        {
            var (status, answer, wait, problem) = Attempt(method, path, content);
            if (status == HttpStatusCode.NotFound) return null;
            if (status is { } code && (int)code is >= 200 and < 300) return Result(method, path, answer!);
            var passing = status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;
            if (!passing || attempt == options.Retries)
            {
                var tries = attempt == 0 ? "" : $", after {attempt + 1} tries";
                throw Failure(method, path, $"{problem ?? $"it answers {(int)status!} {Reason(answer!)}"}{tries}");
            }
            Task.Delay(wait ?? options.Backoff * (1 << Math.Min(attempt, 10)), time).GetAwaiter().GetResult();
        }
    }

    private (HttpStatusCode? Status, string? Answer, TimeSpan? Wait, string? Problem) Attempt(HttpMethod method, string path, string? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(new Uri(options.Url.AbsoluteUri.TrimEnd('/') + "/"), path));
        if (options.ApiKey is { } key) request.Headers.Add("api-key", key);
        if (content is not null)
            request.Content = new StringContent(content, Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8"));
        try
        {
            using var response = http.Send(request);
            using var reader = new StreamReader(response.Content.ReadAsStream());
            return (response.StatusCode, reader.ReadToEnd(), response.Headers.RetryAfter?.Delta, null);
        }
        catch (TaskCanceledException)
        {
            return (null, null, null, $"it does not answer within {http.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, null, null, $"it cannot be reached ({e.Message.TrimEnd('.')})");
        }
    }

    private JsonNode Result(HttpMethod method, string path, string answer)
    {
        try
        {
            if (JsonNode.Parse(answer) is JsonObject whole && whole["result"] is { } result) return result;
        }
        catch (JsonException)
        {
            // Said below, as with any other answer that is none.
        }
        throw Failure(method, path, $"its answer is not Qdrant's: {Shorten(answer)}");
    }

    private static string Reason(string answer)
    {
        try
        {
            if (JsonNode.Parse(answer)?["status"]?["error"]?.GetValue<string>() is { } error) return Shorten(error);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A proxy's page, say.
        }
        return Shorten(answer);
    }

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > 200 ? line[..200] + "..." : line;
    }

    private MemoryException Failure(HttpMethod method, string path, string what) =>
        new($"Qdrant at {options.Url.GetLeftPart(UriPartial.Authority)}, {method} /{path}: {what}.");
}
