using System.Text;

namespace Rag.Files.Apart;

/// <summary>The reader's side of the pipes: answers one request after the other until there are no more.</summary>
public static class ReaderService
{
    /// <param name="requests">From the program that started this one; its end is the end.</param>
    /// <param name="answers">To that program; nobody else may write there.</param>
    /// <param name="reader">Reads what is asked for.</param>
    public static async Task ServeAsync(Stream requests, Stream answers, IFileReader reader)
    {
        while (await Message.ReadAsync(requests, int.MaxValue) is { } request) await (await Answer(request, reader)).WriteAsync(answers);
    }

    private static async Task<Message> Answer(Message request, IFileReader reader)
    {
        var path = Encoding.UTF8.GetString(request.Parts[0].Span);
        try
        {
            return request.Kind == MessageKind.Document
                ? Answers.Of(await reader.ReadDocumentAsync(path, request.Parts[1].ToArray()))
                : Answers.Of(await reader.ReadPictureAsync(path));
        }
        catch (Exception e) // the program on the other side decides what becomes of the run
        {
            return Refusal.Of(e);
        }
    }
}
