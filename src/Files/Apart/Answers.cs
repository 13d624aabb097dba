using System.Runtime.InteropServices;
using System.Text.Json;
using Rag.Files.Documents;
using Rag.Files.Pictures;

namespace Rag.Files.Apart;

/// <summary>What was read, as messages. Text goes as UTF-16, whatever it holds, and pixels as they are.</summary>
internal static class Answers
{
    public static Message Of(Document document) => new(
        MessageKind.Document,
        MemoryMarshal.AsBytes(document.Text.AsSpan()).ToArray(),
        JsonSerializer.SerializeToUtf8Bytes(document with { Text = "" }));

    public static Message Of(Picture picture) => new(
        MessageKind.Picture, JsonSerializer.SerializeToUtf8Bytes(new Size(picture.Width, picture.Height, picture.IsFirstOfSeveral)), picture.Rgb, picture.Alpha ?? []);

    public static Document ToDocument(Message message)
    {
        var document = JsonSerializer.Deserialize<Document>(message.Parts[1].Span) ?? throw new InvalidDataException();
        return document with { Text = new string(MemoryMarshal.Cast<byte, char>(message.Parts[0].Span)) };
    }

    public static Picture ToPicture(Message message)
    {
        var size = JsonSerializer.Deserialize<Size>(message.Parts[0].Span);
        return new Picture(size.Width, size.Height, Whole(message.Parts[1])!, Whole(message.Parts[2])) { IsFirstOfSeveral = size.IsFirstOfSeveral };
    }

    // A part that was read is an array of its own.
    private static byte[]? Whole(ReadOnlyMemory<byte> part) =>
        part.Length > 0 && MemoryMarshal.TryGetArray(part, out var array) ? array.Array : null;

    private readonly record struct Size(int Width, int Height, bool IsFirstOfSeveral);
}
