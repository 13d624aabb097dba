using System.Net;
using System.Net.Http.Headers;

namespace Rag.Encoders.Hub;

/// <summary>Something that may pass: the request is worth repeating.</summary>
internal sealed class HubInterruption(string reason, TimeSpan? wait = null) : Exception(reason)
{
    /// <summary>What the server asks to wait, if it does.</summary>
    public TimeSpan? Wait { get; } = wait;

    /// <summary>Whether bytes had come by then.</summary>
    public bool Progressed { get; init; }
}

/// <summary>
/// Asks a hub, follows where it refers to, and repeats what found it down, busy or silent. The token goes to the hub's own
/// host only.
/// </summary>
/// <param name="http">Follows no redirections by itself and has no timeout; the caller owns it.</param>
/// <param name="time">Measures the waits.</param>
internal sealed class HubConnection(HttpClient http, HubOptions options, TimeProvider time)
{
    private const int MostRedirections = 8;

    private readonly Uri _endpoint = new(options.Endpoint.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>The whole of a small answer.</summary>
    /// <param name="path">Relative to the endpoint, escaped.</param>
    public Task<string> GetText(string path, CancellationToken cancel) => Persist(path, async () =>
    {
        using var response = await Open(path, 0, cancel);
        using var text = new MemoryStream();
        await Copy(response, text, _ => { }, cancel);
        return System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }, cancel);

    /// <summary>Begins one attempt to read a file from a place on; the server may begin at its start all the same (200).</summary>
    /// <exception cref="HubInterruption">It may work the next time.</exception>
    /// <exception cref="HubException">It will not.</exception>
    public async Task<HttpResponseMessage> Open(string path, long from, CancellationToken cancel)
    {
        var address = new Uri(_endpoint, path);
        for (var redirections = 0; redirections <= MostRedirections; redirections++)
        {
            var response = await Send(address, from, cancel);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } next) throw Problem(response, path);
                next = new Uri(address, next);
                if (next.Scheme != address.Scheme && next.Scheme != "https") throw Refusal($"{path} refers to {next.Scheme}://{next.Host}, which is not safe");
                address = next;
            }
        }
        throw Refusal($"{path} refers from address to address without end");
    }

    /// <summary>Copies an answer's content as it comes.</summary>
    /// <param name="report">Is told the bytes of each piece once it is written.</param>
    public async Task Copy(HttpResponseMessage response, Stream target, Action<int> report, CancellationToken cancel)
    {
        var buffer = new byte[1 << 17];
        var progressed = false;
        while (true)
        {
            var count = await Patiently(async patience =>
            {
                var content = await response.Content.ReadAsStreamAsync(patience);
                return await content.ReadAsync(buffer, patience);
            }, progressed, cancel);
            if (count == 0) return;
            await target.WriteAsync(buffer.AsMemory(0, count), cancel);
            progressed = true;
            report(count);
        }
    }

    /// <summary>Repeats an attempt as often as the options say.</summary>
    public async Task<T> Persist<T>(string path, Func<Task<T>> attempt, CancellationToken cancel)
    {
        for (var failures = 0; ;)
        {
            try
            {
                return await attempt();
            }
            catch (HubInterruption e)
            {
                failures = e.Progressed ? 1 : failures + 1;
                if (failures > options.Retries)
                    throw new HubException($"{_endpoint}{path}: {e.Message}, after {failures} tries: run it again later, what has come stays", innerException: e);
                await Task.Delay(e.Wait ?? options.Backoff * (1 << Math.Min(failures - 1, 6)), time, cancel);
            }
        }
    }

    /// <summary>What is asked for is not to be had.</summary>
    public HubException Refusal(string what) => new($"{_endpoint.AbsoluteUri.TrimEnd('/')}: {what}", isRefusal: true);

    private Task<HttpResponseMessage> Send(Uri address, long from, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        if (options.Token is { } token && address.Authority == _endpoint.Authority && address.Scheme == _endpoint.Scheme)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Patiently(patience => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience), progressed: false, cancel);
    }

    // Network trouble and silence as an interruption.
    private async Task<T> Patiently<T>(Func<CancellationToken, Task<T>> read, bool progressed, CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        try
        {
            return await read(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HubInterruption($"it is silent for {options.Timeout.TotalSeconds:0.#} s") { Progressed = progressed };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new HubInterruption($"the connection fails ({(e.InnerException ?? e).Message.TrimEnd('.')})") { Progressed = progressed };
        }
    }

    private Exception Problem(HttpResponseMessage response, string path)
    {
        var code = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => Refusal($"{path} is not there (404): check the model's name, OWNER/NAME, and the revision"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when options.Token is null =>
                Refusal($"{path} is refused ({code}): there is no such model, or it is not open to all; give a token by --token or HF_TOKEN"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                Refusal($"{path} is refused ({code}): the token does not open it; check the token, and the model's conditions on its page"),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                new HubInterruption($"it answers {code}", RetryAfter(response)),
            _ => Refusal($"{path} is answered with {code} {response.ReasonPhrase}"),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}
