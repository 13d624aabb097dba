using System.Threading.Channels;

namespace Rag.Host.CommandLine;

/// <summary>Says when something at or below the watched paths has changed and then been quiet for a moment.</summary>
internal sealed class ChangeSignal : IDisposable
{
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(300);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<FileSystemWatcher> _watchers = [];

    public ChangeSignal(IEnumerable<string> paths)
    {
        foreach (var path in paths.Select(Path.GetFullPath).Where(Path.Exists))
        {
            var watcher = Directory.Exists(path)
                ? new FileSystemWatcher(path) { IncludeSubdirectories = true }
                : new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
            watcher.Changed += (_, _) => Signal();
            watcher.Created += (_, _) => Signal();
            watcher.Deleted += (_, _) => Signal();
            watcher.Renamed += (_, _) => Signal();
            watcher.Error += (_, _) => Signal(); // events were lost: looking again finds what they were about
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
    }

    /// <summary>Waits for a change; false when <paramref name="cancel"/> ended the wait.</summary>
    public async Task<bool> Wait(CancellationToken cancel)
    {
        try
        {
            await _changed.Reader.ReadAsync(cancel);
            do await Task.Delay(_quiet, cancel);
            while (_changed.Reader.TryRead(out _));
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    private void Signal() => _changed.Writer.TryWrite(true);
}
