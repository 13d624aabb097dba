using global::Grpc.Core;
using global::Grpc.Net.Client;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>
/// Asks Qdrant by the clients of Qdrant.Client, asks again where it was down, busy or too slow, and turns every other failure into a
/// <see cref="MemoryException"/>. Every call may be repeated without harm. Safe for concurrent use.
/// </summary>
internal sealed class QdrantServer : IDisposable
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);

    /// <summary>What a client of HTTP/2 says when a server of HTTP/1.1 is at the other end.</summary>
    private static readonly string[] _noGrpc = ["PROTOCOL_ERROR", "HTTP_1_1_REQUIRED", "did not complete the HTTP/2 handshake",
        "downgraded"];

    private readonly QdrantOptions _options;
    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;

    /// <param name="time">Measures deadlines and the waits between repetitions.</param>
    public QdrantServer(QdrantOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null
        });
        var client = new Wire.QdrantGrpcClient(_channel);
        (Points, Collections, Health) = (client.Points, client.Collections, client.Qdrant);
    }

    public Wire.Points.PointsClient Points { get; }

    public Wire.Collections.CollectionsClient Collections { get; }

    public Wire.Qdrant.QdrantClient Health { get; }

    /// <summary>What messages call it.</summary>
    public string Name => $"Qdrant at {_options.Address.GetLeftPart(UriPartial.Authority)}";

    /// <summary>The answer to a call.</summary>
    /// <param name="what">The call, for messages: "upsert".</param>
    /// <param name="collection">Which one it is about, or null.</param>
    /// <exception cref="MemoryException">The server refuses, is not there, or takes too long.</exception>
    public async Task<T> AskAsync<T>(
        string what, string? collection, Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
        where T : class =>
        (await TryAskAsync(what, collection, call, StatusCode.OK, cancellationToken))!;

    /// <summary>The same; null where the server refuses for one reason that the caller knows what to do about.</summary>
    public async Task<T?> TryAskAsync<T>(
        string what, string? collection, Func<CallOptions, AsyncUnaryCall<T>> call, StatusCode known, CancellationToken cancellationToken)
        where T : class
    {
        var waited = TimeSpan.Zero;
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var asked = call(Options(cancellationToken));
                return await asked;
            }
            catch (RpcException e) when (e.StatusCode == known)
            {
                return null;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }
            catch (RpcException e)
            {
                if (!MayPass(e) || waited >= _options.RetryFor) throw Failure(what, collection, e, tries);
            }
            var wait = TimeSpan.FromTicks(Math.Min(_longestWait.Ticks, _options.Backoff.Ticks << Math.Min(tries - 1, 20)));
            await Task.Delay(wait, _time, cancellationToken);
            waited += wait;
        }
    }

    /// <summary>The server's version, of which the first two numbers count; the newest where it says none.</summary>
    public async Task<Version> VersionAsync(CancellationToken cancellationToken)
    {
        var reply = await AskAsync("health check", null, options => Health.HealthCheckAsync(new(), options), cancellationToken);
        var numbers = reply.Version.Split('-', '+')[0];
        return Version.TryParse(numbers, out var version) ? version : new Version(int.MaxValue, 0);
    }

    public void Dispose() => _channel.Dispose();

    private CallOptions Options(CancellationToken cancellationToken)
    {
        var headers = new Metadata();
        if (_options.ApiKey is { } key) headers.Add("api-key", key);
        return new CallOptions(headers, _time.GetUtcNow().UtcDateTime + _options.Timeout, cancellationToken);
    }

    // A cluster reports a node that is gone as an internal error of its own.
    private static bool MayPass(RpcException failure) => !SpeaksNoGrpc(failure) && failure.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded or StatusCode.Aborted => true,
        StatusCode.Internal => failure.Status.Detail.Contains("Unavailable", StringComparison.Ordinal)
            || failure.Status.DebugException is IOException or HttpRequestException,
        _ => false,
    };

    private static bool SpeaksNoGrpc(RpcException failure) =>
        _noGrpc.Any(sign => failure.Status.Detail.Contains(sign, StringComparison.Ordinal));

    private MemoryException Failure(string what, string? collection, RpcException failure, int tries)
    {
        var port = _options.Address.Port;
        var problem = failure.StatusCode switch
        {
            _ when SpeaksNoGrpc(failure) =>
                $"no gRPC is spoken at port {port}: name the port where it is, often the next one ({port + 1})",
            StatusCode.NotFound => "it is not there",
            StatusCode.Unavailable => "it cannot be reached",
            StatusCode.DeadlineExceeded => $"it does not answer within {_options.Timeout.TotalSeconds:0.#} s",
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => "it wants another key, which is looked for in QDRANT_API_KEY",
            var other => $"it answers {other}",
        };
        var detail = SpeaksNoGrpc(failure) ? "" : Shorten(failure.Status.Detail);
        return new MemoryException(
            $"{Name}, {what}{(collection is null ? "" : $" of '{collection}'")}: {problem}{(detail.Length == 0 ? "" : $" ({detail})")}"
            + $"{(tries == 1 ? "" : $", after {tries} tries")}.", failure);
    }

    // The beginning of what a server says, as one line.
    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > 200 ? line[..200] + "..." : line;
    }
}
