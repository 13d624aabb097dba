using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

public sealed class DiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_whose_writing_fails_half_way_stays_as_it_was()
    {
        var path = Path.Combine(_folder.Path, "file");
        new Disk().Write(path, stream => stream.Write("old"u8));
        Assert.Throws<IOException>(() => new Disk().Write(path, stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            throw new IOException("no space left on device");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path)); // a full disk is not kept full

        new Disk().Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_is_flushed_before_its_rename_and_its_folder_after()
    {
        var steps = new List<DiskStep>();
        new Disk((step, _) => steps.Add(step)).Write(Path.Combine(_folder.Path, "file"), stream => stream.WriteByte(1));
        Assert.Equal([DiskStep.Create, DiskStep.Flush, DiskStep.Rename, DiskStep.FlushFolder], steps);
    }
}
