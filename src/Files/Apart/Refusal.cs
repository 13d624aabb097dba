using System.Text.Json;
using Rag.Files.Documents;
using Rag.Files.Media;

namespace Rag.Files.Apart;

/// <summary>Why a file is refused, on its way between processes.</summary>
internal sealed record Refusal(string Reason, long? Offset = null)
{
    public static Message Of(Exception exception) => new(MessageKind.Refusal, JsonSerializer.SerializeToUtf8Bytes(exception switch
    {
        DocumentException document => new Refusal(document.Reason),
        MediaException media => new Refusal(media.Reason, media.Offset),
        _ => new Refusal($"cannot be read ({exception.GetType().Name}: {exception.Message}); save it anew"),
    }));

    public static Refusal Parse(Message message) => JsonSerializer.Deserialize<Refusal>(message.Parts[0].Span) ?? throw new InvalidDataException();
}
