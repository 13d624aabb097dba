using System.Runtime.InteropServices;

namespace Rag.Memory.Embedded.Storage;

/// <summary>The steps by which files come and go; a test stops a commit before any of them.</summary>
internal enum DiskStep
{
    Create,
    Append,
    Flush,
    Rename,
    FlushFolder,
    Delete,
}

/// <summary>Puts files on disk whole or not at all, and so that they outlast a power cut.</summary>
/// <param name="before">Is told of every step before it is taken.</param>
internal sealed class Disk(Action<DiskStep, string>? before = null)
{
    public const string TemporaryEnding = ".tmp";

    /// <summary>
    /// Writes beside the target, flushes, renames over it, and flushes the folder. When it fails, what stands beside goes: a full disk is
    /// not kept full.
    /// </summary>
    public void Write(string path, Action<Stream> content)
    {
        var temporary = path + TemporaryEnding;
        before?.Invoke(DiskStep.Create, temporary);
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                content(file);
                before?.Invoke(DiskStep.Flush, temporary);
                file.Flush(flushToDisk: true);
            }
            before?.Invoke(DiskStep.Rename, path);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Delete(temporary);
            throw;
        }
        before?.Invoke(DiskStep.FlushFolder, path);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes at a place of an open file, and flushes it.</summary>
    public void Append(FileStream file, long position, ReadOnlySpan<byte> bytes)
    {
        before?.Invoke(DiskStep.Append, file.Name);
        RandomAccess.Write(file.SafeFileHandle, bytes, position);
        before?.Invoke(DiskStep.Flush, file.Name);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    /// <summary>Removes a file that nothing refers to; one that cannot be removed now is left for the next time.</summary>
    public void Delete(string path)
    {
        try
        {
            before?.Invoke(DiskStep.Delete, path);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a file that a reader has open.
        }
    }

    // A rename is durable once its folder is. .NET opens no folders; Windows writes the rename through by itself.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0) throw Failure();
        try
        {
            if (Flush(descriptor) != 0) throw Failure();
        }
        finally
        {
            _ = Close(descriptor);
        }

        IOException Failure() =>
            new($"The folder {folder} cannot be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
