using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Rag.Host.Tests.CommandLine;

/// <summary>An OpenAI-compatible server on loopback that streams the same words to whoever asks.</summary>
internal sealed class ChatServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string[] _words;
    private readonly bool _dies;

    /// <param name="dies">Whether it drops the line after its words, in mid-stream.</param>
    /// <param name="words">What it streams.</param>
    public ChatServer(bool dies, params string[] words)
    {
        (_dies, _words) = (dies, words);
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1";
        }
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>What it was asked last.</summary>
    public string Asked { get; private set; } = "";

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                Asked = await reader.ReadToEndAsync();
                context.Response.ContentType = "text/event-stream";
                context.Response.SendChunked = true;
                foreach (var word in _words)
                {
                    var chunk = JsonSerializer.Serialize(new
                    {
                        id = "1",
                        @object = "chat.completion.chunk",
                        created = 1,
                        model = "m",
                        choices = new[] { new { index = 0, delta = new { role = "assistant", content = word }, finish_reason = (string?)null } },
                    });
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"data: {chunk}\n\n"));
                    await context.Response.OutputStream.FlushAsync();
                }
                if (_dies) context.Response.Abort();
                else
                {
                    await context.Response.OutputStream.WriteAsync("data: [DONE]\n\n"u8.ToArray());
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                if (!_listener.IsListening) return;
            }
        }
    }
}
