using System.Runtime.InteropServices;
using Rag.Memory.Embedded;

namespace Rag.Memory.Tests.Embedded;

/// <summary>A memory in a folder that the process may read and not write.</summary>
public sealed class ReadOnlyFolderTests : IDisposable
{
    /// <summary>Linux's "nobody"; any user but root and the owner.</summary>
    private const int Nobody = 65534;

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        foreach (var folder in Directory.GetDirectories(_folder.Path)) SetMode(folder, UnixFileMode.UserWrite);
        SetMode(_folder.Path, UnixFileMode.UserWrite);
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_read_and_a_writer_is_refused_by_name()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere root and its like cannot be kept from writing
        await using (var store = EmbeddedMemory.Open(_folder.Path))
        {
            store.Replace("a", "1", Items.Of("a", "a tulip"));
            store.Commit();
        }
        foreach (var path in Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)) SetMode(path, 0);
        SetMode(_folder.Path, 0);

        RunUnprivileged(() =>
        {
            var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
            Assert.Equal("a#0", Assert.Single(reader.Search("tulip", 5)).Item.Id);
            reader.Refresh();
            Assert.Equal(["default"], MemoryFolder.List(_folder.Path));
            Assert.Empty(MemoryFolder.Check(_folder.Path));

            AssertRefused(_folder["default"], () => EmbeddedMemory.Open(_folder.Path));
            AssertRefused(_folder.Path, () => EmbeddedMemory.Open(_folder.Path, "another"));
            AssertRefused(_folder["default"], () => MemoryFolder.Drop(_folder.Path, "default"));
            Assert.Single(reader.Search("tulip", 5));
            reader.Dispose();
        });
    }

    private static void AssertRefused(string place, Action write)
    {
        var refusal = Assert.Throws<MemoryException>(write);
        Assert.Contains(place, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("denied", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    // Root may write anywhere: on a thread of its own, the action touches files as nobody does.
    private static void RunUnprivileged(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(Nobody); // changes nothing for a user who is not root, and is not needed then
            failure = Record.Exception(action);
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static void SetMode(string path, UnixFileMode more)
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(path, (Directory.Exists(path) ? Read | Enter : Read) | more);
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileSystemUser(int user);
}
