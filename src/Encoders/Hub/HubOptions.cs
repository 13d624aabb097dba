namespace Rag.Encoders.Hub;

/// <summary>How a model hub is reached: Hugging Face, or any server with its addresses.</summary>
public sealed record HubOptions
{
    /// <summary>Where the hub answers, <c>https://huggingface.co</c> or a mirror.</summary>
    /// <exception cref="ArgumentException">It is no absolute http or https address.</exception>
    public Uri Endpoint
    {
        get;
        init => field = value is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? value
            : throw new ArgumentException($"{value}: not the address of a model hub; write https://HOST or http://HOST:PORT", nameof(Endpoint));
    } = new("https://huggingface.co");

    /// <summary>Sent to the endpoint, and to no server it refers to; null for models that all may read.</summary>
    public string? Token { get; init; }

    /// <summary>How often in a row a request may fail without a byte of progress and be repeated, 0 or more.</summary>
    public int Retries
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Retries), value, "Retries are 0 or more.");
    } = 5;

    /// <summary>The wait before the first repetition; it doubles each time, and a server's <c>Retry-After</c> comes first.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the server may be silent.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The settings without the token, so that no message or log shows it.</summary>
    public override string ToString() => $"{Endpoint}{(Token is null ? "" : " with a token")}";
}
