using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Rag.Files.Documents;
using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Files.Apart;

/// <summary>
/// Reads what only large parsers can read in processes of their own: one that loops, overflows its stack or its memory costs the file in
/// hand one exception, and the next file gets a fresh process. Text, Markdown, HTML, tables, JSON and source code are read in place. No
/// process is started before the first file wants one; what is started stays until this is disposed.
/// </summary>
/// <param name="limits">Of files that are read in place; the program's arguments tell it its own.</param>
public sealed class ApartReader(ReaderProcessOptions options, ReadingLimits? limits = null) : IFileReader
{
    private readonly InPlaceReader _inPlace = new(limits);
    private readonly SemaphoreSlim _places = new(options.Processes);
    private readonly ConcurrentBag<ReaderProcess> _idle = [];

    private int _started;

    /// <summary>How many processes have been started so far.</summary>
    public int Started => _started;

    /// <inheritdoc/>
    public async Task<Document> ReadDocumentAsync(string path, byte[] content, CancellationToken cancellationToken = default)
    {
        if (!DocumentReader.WantsProcess(path)) return await _inPlace.ReadDocumentAsync(path, content, cancellationToken);
        var request = new Message(MessageKind.Document, Encoding.UTF8.GetBytes(path), content);
        return await AskAsync(
            request, content.LongLength, Answers.ToDocument, refusal => new DocumentException(path, refusal.Reason), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Picture> ReadPictureAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(path);
        var request = new Message(MessageKind.Picture, Encoding.UTF8.GetBytes(file.FullName));
        return await AskAsync(
            request, file.Exists ? file.Length : 0, Answers.ToPicture, refusal => new MediaException(path, refusal.Reason, refusal.Offset),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var process)) process.Dispose();
        _places.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> AskAsync<T>(
        Message request, long bytes, Func<Message, T> parse, Func<Refusal, Exception> refuse, CancellationToken cancellationToken)
    {
        var time = options.Time + options.TimePerMegabyte * (bytes / (double)(1 << 20));
        await _places.WaitAsync(cancellationToken);
        try
        {
            var answer = await ExchangeAsync(request, time, cancellationToken);
            return answer.Kind == request.Kind ? parse(answer) : throw refuse(Refusal.Parse(answer));
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or ArgumentException)
        {
            throw refuse(new Refusal("is answered by nonsense from its reader; save it anew"));
        }
        catch (ReaderFailedException e)
        {
            throw refuse(new Refusal(e.Message));
        }
        catch (Win32Exception e)
        {
            throw refuse(new Refusal($"cannot be read: {options.Program} does not start ({e.Message}); check that it is a program you may run"));
        }
        finally
        {
            _places.Release();
        }
    }

    // A process whose exchange failed is not asked again.
    private async Task<Message> ExchangeAsync(Message request, TimeSpan time, CancellationToken cancellationToken)
    {
        var process = Take();
        try
        {
            var answer = await process.AskAsync(request, time, cancellationToken);
            _idle.Add(process);
            return answer;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private ReaderProcess Take()
    {
        while (_idle.TryTake(out var idle))
        {
            if (idle.IsAlive) return idle;
            idle.Dispose();
        }
        Interlocked.Increment(ref _started);
        return ReaderProcess.Start(options);
    }
}
