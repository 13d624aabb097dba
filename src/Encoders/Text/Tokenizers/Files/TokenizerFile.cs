using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rag.Files;

namespace Rag.Encoders.Text.Tokenizers.Files;

/// <summary>Reads and writes tokenizer files.</summary>
internal static class TokenizerFile
{
    /// <summary>The largest public tokenizer files have about 35 MB.</summary>
    private const int MaxBytes = 256 << 20;
    private const int MaxDepth = 32;

    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Tokenizer Read(string path)
    {
        using (var file = File.OpenRead(path))
        {
            if (file.Length > MaxBytes) throw new TokenizerException(path, "$", $"{file.Length} bytes; at most {MaxBytes} are read");
        }
        return Parse(File.ReadAllBytes(path), path);
    }

    public static Tokenizer Parse(ReadOnlyMemory<byte> json, string path)
    {
        using var document = Open(json, path);
        try
        {
            return new Tokenizer(JsonPart.Root(document.RootElement, path), path);
        }
        catch (TextLimitException e)
        {
            throw new TokenizerException(path, "$.added_tokens", e.Message);
        }
    }

    /// <summary>Writes a file that was read once as a proof; the old one stays until the new one is whole.</summary>
    /// <exception cref="TokenizerException">What it says makes no tokenizer.</exception>
    public static void Write(JsonNode root, string path)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(root, _readable);
        Parse(json, path);
        WholeFile.Write(path, stream => stream.Write(json));
    }

    private static JsonDocument Open(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            throw new TokenizerException(path, "$", $"no valid JSON: {e.Message}");
        }
    }
}
