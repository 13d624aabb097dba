using System.Diagnostics;
using System.Globalization;

namespace Rag.Files.Apart;

/// <summary>One running reader. After an exchange that failed it is of no use any more.</summary>
internal sealed class ReaderProcess : IDisposable
{
    private readonly Process _process;
    private readonly long _memoryBytes;

    private ReaderProcess(Process process, long memoryBytes) => (_process, _memoryBytes) = (process, memoryBytes);

    /// <summary>Whether it still waits for a request.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <exception cref="System.ComponentModel.Win32Exception">The program does not start.</exception>
    public static ReaderProcess Start(ReaderProcessOptions options)
    {
        var start = new ProcessStartInfo(options.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in options.Arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = options.MemoryBytes.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        var process = Process.Start(start) ?? throw new System.ComponentModel.Win32Exception("no process came into being");
        process.ErrorDataReceived += (_, _) => { }; // what a runtime says as it dies: read, so that it need not wait for room
        process.BeginErrorReadLine();
        return new ReaderProcess(process, options.MemoryBytes);
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="ReaderFailedException">The process ended or ran out of time.</exception>
    /// <exception cref="InvalidDataException">It answered nonsense.</exception>
    public async Task<Message> AskAsync(Message request, TimeSpan time, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(time);
        using var killing = late.Token.Register(Kill); // a blocked pipe cannot be called off; it ends when the process does
        try
        {
            await request.WriteAsync(_process.StandardInput.BaseStream);
            if (await Message.ReadAsync(_process.StandardOutput.BaseStream, _memoryBytes) is { } answer) return answer;
        }
        catch (IOException)
        {
            // The pipe broke: below is why.
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (late.IsCancellationRequested)
            throw new ReaderFailedException($"takes more than {time.TotalSeconds:0.#} s to read; split it into smaller files or save it anew");
        await _process.WaitForExitAsync(CancellationToken.None);
        throw new ReaderFailedException($"ended its reader (exit code {_process.ExitCode}); save it anew or split it into smaller files");
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true); // with an ffmpeg that it may have started
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }
}

/// <summary>A reader that gave no answer; the message is the reason, without the file.</summary>
internal sealed class ReaderFailedException(string reason) : Exception(reason);
