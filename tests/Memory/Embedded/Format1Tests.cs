using Rag.Memory.Embedded;

namespace Rag.Memory.Tests.Embedded;

/// <summary>A store that version 1 of the format left behind.</summary>
public sealed class Format1Tests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Format1Tests()
    {
        var fixture = Path.Combine(SharedData.Repository, "tests/Memory/Fixtures/format1");
        foreach (var file in Directory.GetFiles(fixture, "*", SearchOption.AllDirectories))
            _folder.Write(Path.GetRelativePath(fixture, file), File.ReadAllBytes(file));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_writer_brings_it_up_to_date()
    {
        EmbeddedMemory.Open(_folder.Path).Dispose();

        await using var store = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal(
            new Dictionary<string, string> { ["a.txt"] = "hash a", ["b.txt"] = "hash b", ["empty.txt"] = "hash e" }, store.Sources);
        Assert.Equal(3, store.Count);
        Assert.Equal("b.txt#0", store.Search("博物馆", 1)[0].Item.Id);
        Assert.Empty(store.Search("tulip", 1));
        var item = store.Find("a.txt#1")!;
        Assert.Equal((3, "House rules", "en", 10, 28), (item.Page, item.Heading, item.Metadata["language"], item.Start, item.End));
    }

    [Fact]
    public void A_reader_is_told_to_let_a_writer_at_it_first()
    {
        var message = Assert.Throws<MemoryException>(() => EmbeddedMemory.OpenReadOnly(_folder.Path)).Message;
        Assert.Contains("version 1", message, StringComparison.Ordinal);
        Assert.Contains("rag memory compact", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default/manifest")]
    [InlineData("default/000001.segment")]
    public void Damage_is_found_before_anything_is_written(string name)
    {
        var bytes = File.ReadAllBytes(_folder[name]);
        for (var i = 8 + 4; i < bytes.Length; i += 7)
        {
            bytes[i] ^= 4;
            File.WriteAllBytes(_folder[name], bytes);
            var before = Directory.GetFiles(_folder["default"], "*.segment").Order().ToArray();
            Assert.Throws<MemoryException>(() => EmbeddedMemory.Open(_folder.Path));
            Assert.Subset(Directory.GetFiles(_folder["default"], "*.segment").ToHashSet(), before.ToHashSet());
            bytes[i] ^= 4;
        }
        File.WriteAllBytes(_folder[name], bytes);
        EmbeddedMemory.Open(_folder.Path).Dispose();
    }
}
