using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rag.Memory.Qdrant;

/// <summary>Qdrant's REST API.</summary>
internal sealed class RestTransport : IQdrantTransport
{
    private readonly QdrantOptions _options;
    private readonly HttpClient _http;
    private readonly bool _isOurs;

    /// <param name="http">Keeps the connections; the caller owns it, its timeout included. Null for one of our own.</param>
    public RestTransport(QdrantOptions options, HttpClient? http)
    {
        _options = options;
        _http = http ?? new HttpClient { Timeout = options.Timeout };
        _isOurs = http is null;
    }

    public QdrantAnswer Send(QdrantCall call, string? collection, JsonNode? body)
    {
        var (method, path) = Place(call, Uri.EscapeDataString(collection ?? ""));
        using var request = new HttpRequestMessage(method, new Uri(new Uri(_options.Url.AbsoluteUri.TrimEnd('/') + "/"), path));
        if (_options.ApiKey is { } key) request.Headers.Add("api-key", key);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8"));
        try
        {
            using var response = _http.Send(request);
            using var reader = new StreamReader(response.Content.ReadAsStream());
            return Read(response, reader.ReadToEnd());
        }
        catch (TaskCanceledException)
        {
            return new QdrantAnswer(QdrantOutcome.Busy, Problem: $"it does not answer within {_http.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new QdrantAnswer(QdrantOutcome.Busy, Problem: $"it cannot be reached ({e.Message.TrimEnd('.')})");
        }
    }

    public void Dispose()
    {
        if (_isOurs) _http.Dispose();
    }

    private static (HttpMethod Method, string Path) Place(QdrantCall call, string name) => call switch
    {
        QdrantCall.ListCollections => (HttpMethod.Get, "collections"),
        QdrantCall.ListAliases => (HttpMethod.Get, "aliases"),
        QdrantCall.ChangeAliases => (HttpMethod.Post, "collections/aliases"),
        QdrantCall.CollectionExists => (HttpMethod.Get, $"collections/{name}/exists"),
        QdrantCall.CreateCollection => (HttpMethod.Put, $"collections/{name}"),
        QdrantCall.DeleteCollection => (HttpMethod.Delete, $"collections/{name}"),
        QdrantCall.CreateIndex => (HttpMethod.Put, $"collections/{name}/index?wait=true"),
        QdrantCall.UpsertPoints => (HttpMethod.Put, $"collections/{name}/points?wait=true"),
        QdrantCall.DeletePoints => (HttpMethod.Post, $"collections/{name}/points/delete?wait=true"),
        QdrantCall.GetPoints => (HttpMethod.Post, $"collections/{name}/points"),
        QdrantCall.CountPoints => (HttpMethod.Post, $"collections/{name}/points/count"),
        QdrantCall.ScrollPoints => (HttpMethod.Post, $"collections/{name}/points/scroll"),
        QdrantCall.QueryPoints => (HttpMethod.Post, $"collections/{name}/points/query"),
        QdrantCall.QueryBatch => (HttpMethod.Post, $"collections/{name}/points/query/batch"),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "Not a call."),
    };

    private static QdrantAnswer Read(HttpResponseMessage response, string answer)
    {
        if (response.IsSuccessStatusCode)
        {
            return Result(answer) is { } result
                ? new QdrantAnswer(QdrantOutcome.Done, result)
                : new QdrantAnswer(QdrantOutcome.Refused, Problem: $"its answer is not Qdrant's: {QdrantAnswer.Shorten(answer)}");
        }
        var outcome = response.StatusCode switch
        {
            HttpStatusCode.NotFound => QdrantOutcome.NotFound,
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => QdrantOutcome.Busy,
            _ => QdrantOutcome.Refused,
        };
        return new QdrantAnswer(outcome, Problem: $"it answers {(int)response.StatusCode} {Reason(answer)}", Wait: response.Headers.RetryAfter?.Delta);
    }

    private static JsonNode? Result(string answer)
    {
        try
        {
            return (JsonNode.Parse(answer) as JsonObject)?["result"];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Reason(string answer)
    {
        try
        {
            if (JsonNode.Parse(answer)?["status"]?["error"]?.GetValue<string>() is { } error) return QdrantAnswer.Shorten(error);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A proxy's page, say.
        }
        return QdrantAnswer.Shorten(answer);
    }
}
