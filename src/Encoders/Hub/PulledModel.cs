using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rag.Files;

namespace Rag.Encoders.Hub;

/// <summary>A file of a pulled model.</summary>
/// <param name="Path">Relative to the model's folder, with slashes.</param>
/// <param name="Sha256">Of its content, in hexadecimal.</param>
public sealed record PulledFile(string Path, long Size, string Sha256);

/// <summary>Where a model in a folder was pulled from, and what came. It lies in the folder as <c>pulled.json</c>.</summary>
/// <param name="Name">OWNER/NAME on the hub.</param>
/// <param name="Commit">The commit that the revision stood for; null where the hub did not say.</param>
public sealed record PulledModel(string Name, string Endpoint, string Revision, string? Commit, IReadOnlyList<PulledFile> Files)
{
    private const string FileName = "pulled.json";

    /// <summary>What its files take.</summary>
    [JsonIgnore]
    public long Size => Files.Sum(file => file.Size);

    /// <summary>The record in a folder, or null where none lies there.</summary>
    /// <exception cref="HubException">It is damaged.</exception>
    public static PulledModel? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<PulledModel>(stream, _json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new HubException($"{path} is damaged ({e.Message.TrimEnd('.')}): delete the folder and pull the model again", innerException: e);
        }
    }

    /// <summary>Hashes the files again.</summary>
    /// <returns>A line for each that is missing or another than was pulled; nothing where all is well.</returns>
    /// <param name="report">Is told how many bytes have been read of how many.</param>
    public IReadOnlyList<string> Verify(string folder, Action<long, long> report, CancellationToken cancel = default)
    {
        var problems = new List<string>();
        var done = 0L;
        foreach (var file in Files)
        {
            cancel.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, file.Path);
            if (!File.Exists(path)) problems.Add($"{path} is missing");
            else if (new FileInfo(path).Length is var length && length != file.Size) problems.Add($"{path} is {length:N0} bytes long, and was {file.Size:N0}");
            else if (HashOf(path) is var hash && hash != file.Sha256) problems.Add($"{path} has SHA-256 {hash}, and had {file.Sha256}");
            report(done += file.Size, Size);
        }
        return problems;
    }

    internal void Write(string folder) =>
        WholeFile.Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, _json));

    internal static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
}
