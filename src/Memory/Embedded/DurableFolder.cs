using System.Runtime.InteropServices;

namespace Rag.Memory.Embedded;

/// <summary>Writes files so that after a crash each is there whole or not at all.</summary>
/// <param name="path">The folder they lie in.</param>
/// <param name="beforeStep">Called with the name of each step before it is taken; a test that throws here stands for a crash.</param>
internal sealed partial class DurableFolder(string path, Action<string>? beforeStep = null)
{
    private const string Unfinished = ".new";

    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>Writes a file beside its place, flushes it to the disk, moves it to its place and flushes the folder.</summary>
    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        var unfinished = PathOf(name + Unfinished);
        beforeStep?.Invoke($"write {name}");
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        beforeStep?.Invoke($"rename {name}");
        File.Move(unfinished, PathOf(name), overwrite: true);
        if (!OperatingSystem.IsWindows()) FlushEntries(path); // NTFS journals its entries and has no call for this
    }

    /// <summary>Deletes the files that <paramref name="isStale"/> names and what an interrupted write left behind.</summary>
    public void Sweep(Func<string, bool> isStale)
    {
        beforeStep?.Invoke("sweep");
        foreach (var file in Directory.GetFiles(path))
        {
            var name = Path.GetFileName(file);
            if (name.EndsWith(Unfinished, StringComparison.Ordinal) || isStale(name)) File.Delete(file);
        }
    }

    private static void FlushEntries(string folder)
    {
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"{folder}: cannot be opened to flush it (errno {Marshal.GetLastPInvokeError()})");
        try
        {
            // Some file systems cannot flush a folder and say EINVAL; there is nothing more to be had on them.
            const int InvalidArgument = 22;
            if (Flush(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw new IOException($"{folder}: cannot be flushed (errno {Marshal.GetLastPInvokeError()})");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
