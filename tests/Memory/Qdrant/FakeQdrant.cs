using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Qdrant.Client.Grpc;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>A call that a stand-in has answered.</summary>
/// <param name="Method">"Points/Upsert", say.</param>
/// <param name="AnswerBytes">Of the message.</param>
internal sealed record FakeCall(string Method, IMessage Request, int AnswerBytes);

/// <summary>
/// A stand-in for Qdrant: HTTP/2 on loopback that takes and gives Qdrant.Client's messages, keeps points in memory, and refuses what
/// a real server refuses (`../shared/golden/qdrant/FACTS.md`).
/// </summary>
internal sealed class FakeQdrant : IAsyncDisposable
{
    private static readonly Dictionary<string, MethodDescriptor> _methods = new[]
    {
        PointsServiceReflection.Descriptor, CollectionsServiceReflection.Descriptor, QdrantReflection.Descriptor,
    }.SelectMany(file => file.Services).SelectMany(service => service.Methods).ToDictionary(method => $"/{method.Service.FullName}/{method.Name}");

    /// <summary>As a program of its own, <c>dotnet Rag.Memory.Tests.dll serve-qdrant</c>, it says where it listens, and ends with its input.</summary>
    public const string Program = "serve-qdrant";

    private readonly WebApplication _server;
    private int _inFlight;

    private FakeQdrant(WebApplication server) => _server = server;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public FakeCollections Collections { get; } = new();

    /// <summary>What it says it is.</summary>
    public string Version { get; set; } = "1.20.0";

    /// <summary>The key that it asks for; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Is asked before each call: what it fails with, or null.</summary>
    public Func<string, IMessage, Status?> Fault { get; set; } = (_, _) => null;

    /// <summary>Is waited for before each answer.</summary>
    public Func<string, IMessage, Task> Slowness { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Whether calls are remembered.</summary>
    public bool Remembers { get; set; } = true;

    /// <summary>Whether items that come are counted and not kept: then only the client's memory grows, if any does.</summary>
    public bool DiscardsItems { get; set; }

    /// <summary>How many were not kept.</summary>
    public int Discarded { get; private set; }

    public ConcurrentQueue<FakeCall> Calls { get; } = [];

    /// <summary>The most calls that were under way at once.</summary>
    public int MostInFlight { get; private set; }

    public static async Task<FakeQdrant> StartAsync(string? key = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var fake = new FakeQdrant(builder.Build()) { Key = key };
        fake._server.MapPost("/{service}/{method}", fake.AnswerAsync);
        await fake._server.StartAsync();
        return fake;
    }

    public static async Task ServeAsync()
    {
        await using var fake = await StartAsync();
        fake.Remembers = false;
        await using var output = new StreamWriter(new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write)) { AutoFlush = true };
        await output.WriteLineAsync(fake.Url.AbsoluteUri);
        await new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read).CopyToAsync(Stream.Null);
    }

    public IEnumerable<string> Methods => Calls.Select(call => call.Method);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var method = _methods[http.Request.Path.Value!];
        var name = $"{method.Service.Name}/{method.Name}";
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = method.InputType.Parser.ParseFrom(body.GetBuffer(), 5, (int)body.Length - 5);
        http.Response.ContentType = "application/grpc";
        lock (_methods) MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        try
        {
            await Slowness(name, request);
            if (Key is not null && http.Request.Headers["api-key"] != Key) throw new RpcException(new Status(StatusCode.Unauthenticated, "Invalid API key or JWT"));
            if (Fault(name, request) is { } fault) throw new RpcException(fault);
            var answer = Answer(name, request).ToByteArray();
            if (Remembers) Calls.Enqueue(new FakeCall(name, request, answer.Length));
            var frame = new byte[5 + answer.Length];
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)answer.Length);
            answer.CopyTo(frame, 5);
            await http.Response.Body.WriteAsync(frame);
            http.Response.AppendTrailer("grpc-status", "0");
        }
        catch (RpcException e)
        {
            if (Remembers) Calls.Enqueue(new FakeCall(name, request, 0));
            http.Response.Headers["grpc-status"] = $"{(int)e.StatusCode}";
            http.Response.Headers["grpc-message"] = Uri.EscapeDataString(e.Status.Detail);
        }
        finally
        {
            lock (_methods) _inFlight--;
        }
    }

    private IMessage Answer(string method, IMessage request)
    {
        lock (Collections)
        {
            return request switch
            {
                HealthCheckRequest => new HealthCheckReply { Title = "a stand-in", Version = Version },
                ListCollectionsRequest => new ListCollectionsResponse { Collections = { Collections.Names.Select(name => new CollectionDescription { Name = name }) } },
                ListAliasesRequest => new ListAliasesResponse { Aliases = { Collections.Aliases.Select(alias => new AliasDescription { AliasName = alias.Key, CollectionName = alias.Value }) } },
                CreateCollection create => new CollectionOperationResponse { Result = Collections.Create(create) },
                DeleteCollection delete => new CollectionOperationResponse { Result = Collections.Delete(delete.CollectionName) },
                ChangeAliases change => new CollectionOperationResponse { Result = Collections.Change(change) },
                CollectionExistsRequest asked => new CollectionExistsResponse { Result = new() { Exists = Collections.Exists(asked.CollectionName) } },
                CreateFieldIndexCollection index => Done(Collections[index.CollectionName].Index(index)),
                UpsertPoints upsert when DiscardsItems && upsert.Points[0].Payload["kind"].StringValue == "item" => Done((Discarded += upsert.Points.Count) > 0),
                UpsertPoints upsert => Done(Collections[upsert.CollectionName].Upsert(upsert)),
                SetPayloadPoints set => Done(Collections[set.CollectionName].Set(set)),
                DeletePoints delete => Done(Collections[delete.CollectionName].Delete(delete, Prefixes)),
                GetPoints get => new GetResponse { Result = { Collections[get.CollectionName].Get(get) } },
                ScrollPoints scroll => Collections[scroll.CollectionName].Scroll(scroll, Prefixes),
                CountPoints count => new CountResponse { Result = new() { Count = Collections[count.CollectionName].Count(count, Prefixes) } },
                FacetCounts facet => Collections[facet.CollectionName].Facet(facet, Prefixes),
                QueryPoints query => new QueryResponse { Result = { Collections[query.CollectionName].Query(query, Prefixes) } },
                QueryBatchPoints batch => new QueryBatchResponse
                {
                    Result = { batch.QueryPoints.Select(query => new BatchResult { Result = { Collections[batch.CollectionName].Query(query, Prefixes) } }) },
                },
                _ => throw new RpcException(new Status(StatusCode.Unimplemented, method)),
            };
        }
    }

    private bool Prefixes => System.Version.Parse(Version) >= new Version(1, 19);

    private static PointsOperationResponse Done(bool _) => new() { Result = new() { Status = UpdateStatus.Completed } };
}
