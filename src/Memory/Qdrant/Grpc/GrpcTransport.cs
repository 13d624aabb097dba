using System.Globalization;
using System.Text.Json.Nodes;
using global::Grpc.Core;
using global::Grpc.Net.Client;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant.Grpc;

/// <summary>Qdrant's gRPC API, by the clients of Qdrant.Client. Bodies become messages, and answers results, as REST has them.</summary>
internal sealed class GrpcTransport : IQdrantTransport
{
    /// <summary>The port of REST, which people know, and the one beside it where gRPC is spoken.</summary>
    private const int RestPort = 6333, GrpcPort = 6334;

    private readonly QdrantOptions _options;
    private readonly GrpcChannel? _channel;
    private readonly Wire.Points.PointsClient _points;
    private readonly Wire.Collections.CollectionsClient _collections;

    public GrpcTransport(QdrantOptions options)
        : this(options, GrpcChannel.ForAddress(Address(options.Url), new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null }))
    {
    }

    /// <param name="invoker">Makes the calls; the caller owns it.</param>
    internal GrpcTransport(QdrantOptions options, CallInvoker invoker)
    {
        _options = options;
        var client = new Wire.QdrantGrpcClient(invoker);
        (_points, _collections) = (client.Points, client.Collections);
    }

    private GrpcTransport(QdrantOptions options, GrpcChannel channel)
        : this(options, channel.CreateCallInvoker()) => _channel = channel;

    /// <summary>Where gRPC is spoken, for an endpoint that may be that of REST.</summary>
    public static Uri Address(Uri url) => url.Port == RestPort ? new UriBuilder(url) { Port = GrpcPort }.Uri : url;

    public QdrantAnswer Send(QdrantCall call, string? collection, JsonNode? body)
    {
        var headers = new Metadata();
        if (_options.ApiKey is { } key) headers.Add("api-key", key);
        var options = new CallOptions(headers, TimeProvider.System.GetUtcNow().UtcDateTime + _options.Timeout);
        try
        {
            return new QdrantAnswer(QdrantOutcome.Done, Call(call, collection ?? "", body?.AsObject() ?? [], options));
        }
        catch (RpcException e)
        {
            return Failed(e);
        }
    }

    public void Dispose() => _channel?.Dispose();

    private JsonNode Call(QdrantCall call, string collection, JsonObject body, CallOptions options) => call switch
    {
        QdrantCall.ListCollections => GrpcResults.Of(_collections.List(new(), options)),
        QdrantCall.ListAliases => GrpcResults.Of(_collections.ListAliases(new(), options)),
        QdrantCall.ChangeAliases => _collections.UpdateAliases(GrpcRequests.Aliases(body), options).Result,
        QdrantCall.CollectionExists => GrpcResults.Of(_collections.CollectionExists(new() { CollectionName = collection }, options)),
        QdrantCall.CreateCollection => _collections.Create(GrpcRequests.Collection(collection, body), options).Result,
        QdrantCall.DeleteCollection => _collections.Delete(new() { CollectionName = collection }, options).Result,
        QdrantCall.CreateIndex => GrpcResults.Of(_points.CreateFieldIndex(GrpcRequests.Index(collection, body), options)),
        QdrantCall.UpsertPoints => GrpcResults.Of(_points.Upsert(GrpcRequests.Upsert(collection, body), options)),
        QdrantCall.DeletePoints => GrpcResults.Of(_points.Delete(GrpcRequests.Delete(collection, body), options)),
        QdrantCall.GetPoints => GrpcResults.Of(_points.Get(GrpcRequests.Get(collection, body), options)),
        QdrantCall.CountPoints => GrpcResults.Of(_points.Count(GrpcRequests.Count(collection, body), options)),
        QdrantCall.ScrollPoints => GrpcResults.Of(_points.Scroll(GrpcRequests.Scroll(collection, body), options)),
        QdrantCall.QueryPoints => GrpcResults.Of(_points.Query(GrpcRequests.Query(collection, body), options)),
        QdrantCall.QueryBatch => GrpcResults.Of(_points.QueryBatch(GrpcRequests.QueryBatch(collection, body), options)),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "Not a call."),
    };

    private QdrantAnswer Failed(RpcException failure)
    {
        var (outcome, problem) = failure.StatusCode switch
        {
            StatusCode.NotFound => (QdrantOutcome.NotFound, "it is not there"),
            StatusCode.Unavailable => (QdrantOutcome.Busy, "it cannot be reached"),
            StatusCode.DeadlineExceeded => (QdrantOutcome.Busy, $"it does not answer within {_options.Timeout.TotalSeconds:0.#} s"),
            StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown =>
                (QdrantOutcome.Busy, $"it answers {failure.StatusCode}"),
            var other => (QdrantOutcome.Refused, $"it answers {other}"),
        };
        var detail = QdrantAnswer.Shorten(failure.Status.Detail);
        var wait = int.TryParse(failure.Trailers.GetValue("retry-after"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : (TimeSpan?)null;
        return new QdrantAnswer(outcome, Problem: detail.Length == 0 ? problem : $"{problem} ({detail})", Wait: wait);
    }
}
