using System.Diagnostics;
using System.Text;

namespace Rag.Files.Media;

/// <summary>
/// What a running ffmpeg writes. It ends only after ffmpeg ended well: failing, being silent too long and writing too much
/// throw a <see cref="MediaException"/>. Disposing it stops the program.
/// </summary>
public sealed class FfmpegStream : Stream
{
    private const int ErrorTail = 4096; // bytes of messages kept: the last line says why it stopped

    private readonly Process _process;
    private readonly Stream _output;
    private readonly Thread _errors;
    private readonly string _file;
    private readonly FfmpegLimits _limits;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _onCancel;
    private readonly Timer _watchdog;
    private string _reason = "";
    private TimeSpan _waited;
    private long _written;
    private volatile bool _late;
    private bool _ended;
    private bool _disposed;

    internal FfmpegStream(Process process, string file, FfmpegLimits limits, CancellationToken cancellation)
    {
        (_process, _file, _limits, _cancellation) = (process, file, limits, cancellation);
        _output = process.StandardOutput.BaseStream;
        _errors = new Thread(() => _reason = Tail(process.StandardError.BaseStream)) { IsBackground = true };
        _errors.Start();
        // A blocked read cannot be called off; it ends when the program does.
        _watchdog = new Timer(_ =>
        {
            _late = true;
            Kill();
        });
        _onCancel = cancellation.Register(Kill);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => _written; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="MediaException">ffmpeg failed, or a limit was reached.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ended || buffer.IsEmpty) return 0;
        var count = Wait(buffer);
        _written += count;
        _cancellation.ThrowIfCancellationRequested();
        if (_late) throw Refuse($"ffmpeg was silent for {_limits.MaxSilence} or took more than {_limits.MaxWait}; convert the file by hand");
        if (_written > _limits.MaxOutputBytes)
        {
            Kill();
            throw Refuse($"decodes to more than {_limits.MaxOutputBytes} bytes; split it, or raise the limit");
        }
        if (count > 0) return count;
        CheckExit();
        _ended = true;
        return 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _watchdog.Dispose();
            _onCancel.Dispose();
            Kill();
            _process.WaitForExit();
            _errors.Join();
            _process.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Wait(Span<byte> buffer)
    {
        var started = Stopwatch.GetTimestamp();
        var left = TimeSpan.FromTicks(Math.Clamp((_limits.MaxWait - _waited).Ticks, 0, _limits.MaxSilence.Ticks));
        _watchdog.Change(left, Timeout.InfiniteTimeSpan);
        var count = _output.Read(buffer);
        _watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _waited += Stopwatch.GetElapsedTime(started);
        return count;
    }

    private void CheckExit()
    {
        _process.WaitForExit();
        _errors.Join();
        _cancellation.ThrowIfCancellationRequested();
        if (_process.ExitCode != 0)
            throw Refuse($"ffmpeg cannot read it ({(_reason.Length > 0 ? _reason : $"exit code {_process.ExitCode}")}); check that the file is whole and what its ending says");
    }

    private MediaException Refuse(string reason) => new(_file, reason);

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>Reads to the end, so that the program never waits for room to complain, and keeps the last line.</summary>
    private static string Tail(Stream errors)
    {
        var tail = new byte[ErrorTail];
        var kept = 0;
        for (int count; (count = errors.Read(tail, kept, tail.Length - kept)) > 0;)
        {
            kept += count;
            if (kept < tail.Length) continue;
            tail.AsSpan(ErrorTail / 2).CopyTo(tail);
            kept = ErrorTail / 2;
        }
        return Encoding.UTF8.GetString(tail, 0, kept)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
    }
}
