using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Rag.Encoders.Tests.Hub;

/// <summary>A model hub on this machine: lists and serves files, and misbehaves where a test asks for it.</summary>
internal sealed class LocalHub : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _files = [];

    public LocalHub()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Endpoint = new Uri($"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}");
        }
        _listener.Prefixes.Add(Endpoint + "");
        _listener.Start();
        _ = Task.Run(Serve);
    }

    public Uri Endpoint { get; }

    public string Name { get; set; } = "owner/tiny";

    public string Commit { get; set; } = "0123456789abcdef";

    /// <summary>Wanted as "Bearer ..."; null for a hub open to all.</summary>
    public string? Token { get; set; }

    /// <summary>Answers a request in the hub's place; false leaves it to the hub.</summary>
    public Func<HttpListenerContext, bool> Before { get; set; } = _ => false;

    /// <summary>What was asked for, with the Range header where there was one.</summary>
    public List<string> Requests { get; } = [];

    public byte[] this[string path]
    {
        get => _files[path];
        set => _files[path] = value;
    }

    /// <summary>Says of a file something else than is true.</summary>
    public Action<string, JsonObject> Listing { get; set; } = (_, _) => { };

    public void Dispose() => _listener.Close();

    public static void Answer(HttpListenerContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Close();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                lock (Requests) Requests.Add($"{context.Request.RawUrl} {context.Request.Headers["Range"]}".TrimEnd());
                if (!Before(context)) Handle(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The client has gone, or the test has ended.
            }
        }
    }

    private void Handle(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (Token is not null && context.Request.Headers["Authorization"] != $"Bearer {Token}") Answer(context, 401);
        else if (path == $"/api/models/{Name}/revision/main") Send(context, Encoding.UTF8.GetBytes(List().ToJsonString()));
        else if (path.StartsWith($"/{Name}/resolve/main/", StringComparison.Ordinal) && _files.TryGetValue(path[$"/{Name}/resolve/main/".Length..], out var file)) Send(context, file);
        else Answer(context, 404);
    }

    private static void Send(HttpListenerContext context, byte[] content)
    {
        var from = context.Request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }
        context.Response.ContentLength64 = content.Length - from;
        context.Response.OutputStream.Write(content.AsSpan(from));
        context.Response.Close();
    }

    private JsonObject List() => new()
    {
        ["id"] = Name,
        ["sha"] = Commit,
        ["siblings"] = new JsonArray([.. _files.Select(file => Describe(file.Key, file.Value))]),
    };

    private JsonObject Describe(string path, byte[] content)
    {
        var isLarge = path.EndsWith(".safetensors", StringComparison.Ordinal);
#pragma warning disable CA5350 // git's choice
        var described = new JsonObject
        {
            ["rfilename"] = path,
            ["size"] = content.Length,
            ["blobId"] = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content])),
        };
#pragma warning restore CA5350
        if (isLarge) described["lfs"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)), ["size"] = content.Length };
        Listing(path, described);
        return described;
    }
}
