using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Rag.Encoders.Hub;

/// <summary>A file of a model as the hub lists it.</summary>
/// <param name="Path">Relative to the model, with slashes.</param>
/// <param name="Sha256">Of a large file, in hexadecimal; null where the hub does not say.</param>
/// <param name="GitBlob">Git's name for a small file, the SHA-1 of its length and content; null where the hub does not say.</param>
internal sealed record HubFile(string Path, long Size, string? Sha256, string? GitBlob);

/// <summary>What a model consists of at one revision, as far as Rag reads it.</summary>
/// <param name="Commit">The commit that the revision stood for.</param>
internal sealed partial record HubListing(string? Commit, IReadOnlyList<HubFile> Files)
{
    public long Size => Files.Sum(file => file.Size);

    /// <summary>Asks the hub.</summary>
    public static async Task<HubListing> Read(HubConnection hub, string name, string revision, CancellationToken cancel)
    {
        var path = $"api/models/{name}/revision/{Uri.EscapeDataString(revision)}?blobs=true";
        var answer = await hub.GetText(path, cancel);
        try
        {
            var model = JsonNode.Parse(answer)!;
            var files = model["siblings"]!.AsArray().Select(file => Parse(file!)).Where(file => IsRead(file.Path)).ToList();
            if (files.Count == 0)
                throw hub.Refusal($"{name} at {revision} holds no safetensors and no tokenizer.json, and Rag reads no other kind");
            return new HubListing(model["sha"]?.GetValue<string>(), files);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw hub.Refusal($"its list of the files of {name} is not one of a model hub ({e.Message.TrimEnd('.')}): check the endpoint");
        }
    }

    private static HubFile Parse(JsonNode file)
    {
        var path = file["rfilename"]!.GetValue<string>();
        if (path.Split('/', '\\').Any(part => part is "" or "." or "..") || path.Contains('\\') || System.IO.Path.IsPathRooted(path))
            throw new FormatException($"a file cannot be named '{path}'");
        var size = file["size"]!.GetValue<long>();
        return new HubFile(path, size, file["lfs"]?["sha256"]?.GetValue<string>(), file["lfs"] is null ? file["blobId"]?.GetValue<string>() : null);
    }

    /// <summary>Whether Rag reads it: weights, tokenizer and settings at the top or in a pooling folder, the card and the licence.</summary>
    private static bool IsRead(string path) => Wanted().IsMatch(path);

    [GeneratedRegex(@"^((\d+_\w+/)?[^/]+\.(json|safetensors|txt)|README\.md|LICEN[CS]E[^/]*|NOTICE[^/]*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Wanted();
}
