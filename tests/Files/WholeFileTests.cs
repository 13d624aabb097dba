namespace Rag.Files.Tests;

public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_link_is_written_through()
    {
        var target = _folder.Write("target.txt", "old");
        File.CreateSymbolicLink(_folder["between.txt"], target);
        File.CreateSymbolicLink(_folder["link.txt"], _folder["between.txt"]);
        File.CreateSymbolicLink(_folder["nowhere.txt"], _folder["new.txt"]);

        WholeFile.WriteText(_folder["plain.txt"], "plain");
        WholeFile.WriteText(_folder["link.txt"], "new");
        WholeFile.WriteText(_folder["nowhere.txt"], "made");

        Assert.Equal(("new", "made"), (File.ReadAllText(target), File.ReadAllText(_folder["new.txt"])));
        Assert.All((string[])["link.txt", "between.txt", "nowhere.txt"], name => Assert.NotNull(new FileInfo(_folder[name]).LinkTarget));
        Assert.Equal(6, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void What_is_no_file_is_refused_and_stays()
    {
        var folder = Directory.CreateDirectory(_folder["folder"]).FullName;
        var refused = Assert.Throws<NoFileException>(() => WholeFile.WriteText(folder, "x"));
        Assert.Contains("is a folder", refused.Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsLinux()) return;
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_folder["pipe"]])) mkfifo.WaitForExit();
        foreach (var path in (string[])[_folder["pipe"], "/dev/null"])
        {
            refused = Assert.Throws<NoFileException>(() => WholeFile.WriteText(path, "x"));
            Assert.Contains("no file", refused.Message, StringComparison.Ordinal);
            Assert.True(SpecialFile.Is(path));
        }
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file_and_nothing_beside_it()
    {
        var path = _folder.Write("a.txt", "old");
        Assert.Throws<IOException>(() => WholeFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("no space left");
        }));
        Assert.Equal("old", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.Path))));
    }

    [Fact]
    public void A_files_rights_stay()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _folder.Write("a.txt", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        WholeFile.WriteText(path, "new");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
