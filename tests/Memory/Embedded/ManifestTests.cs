using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

public sealed class ManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_encoder_comes_back_with_its_space()
    {
        var encoder = new EmbeddingSource("ours", 384) { Space = "owner/theirs" };
        new Manifest(Stemming: true, encoder, 1, 1, []).Write(_folder.Path, new Disk());
        Assert.Equal(encoder, Manifest.Read(_folder.Path).Encoder);
    }

    [Fact]
    public void An_encoder_of_version_3_has_its_name_for_a_space()
    {
        var bytes = new ByteWriter();
        bytes.Bytes(Manifest.Magic);
        bytes.Int32(3);
        bytes.Byte(1);
        bytes.Text("owner/theirs");
        foreach (var number in (ulong[])[384, 7, 5, 0]) bytes.Varint(number);
        bytes.UInt32(Checksum.Of(bytes.Written));
        _folder.Write(Manifest.FileName, bytes.Written.ToArray());

        var manifest = Manifest.Read(_folder.Path);

        Assert.Equal(new EmbeddingSource("owner/theirs", 384) { Space = "owner/theirs" }, manifest.Encoder);
        Assert.Equal((7, 5), (manifest.NextSegment, manifest.Log));
    }
}
