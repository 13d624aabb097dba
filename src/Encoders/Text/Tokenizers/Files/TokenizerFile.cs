using System.Text.Json;

namespace Rag.Encoders.Text.Tokenizers.Files;

/// <summary>Reads a tokenizer file.</summary>
internal static class TokenizerFile
{
    /// <summary>The largest public tokenizer files have about 35 MB.</summary>
    private const int MaxBytes = 256 << 20;
    private const int MaxDepth = 32;

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
        return new Tokenizer(JsonPart.Root(document.RootElement, path));
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
