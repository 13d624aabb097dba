using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;
using Rag.Memory.Words;

namespace Rag.Memory.Tests.Embedded;

/// <summary>Segments whose words were read by the rules of before.</summary>
public sealed class WordRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WordRulesTests()
    {
        var (path, disk) = (_folder["default/000001.segment"], new Disk());
        StoreFolder.Mark(_folder.Path, disk);
        Directory.CreateDirectory(_folder["default"]);
        var builder = new SegmentBuilder(new WordTokenizer(rules: WordRules.Plain), new GraphOptions(), 0);
        disk.Write(path, stream => builder.Write(
            [new StagedSource("old", "1", Items.Of("old", "圖書館九點開門 3.1.10", "a tulip by C#"))], stream));
        new Manifest(true, null, 2, 1, [new ManifestSegment(1, new FileInfo(path).Length, [], [])]).Write(_folder["default"], disk);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("圖書館", "old#0")]
    [InlineData("3.1.10", "old#0")]
    [InlineData("\"3.1.10\"", "old#0")]
    [InlineData("\"C#\"", "old#1")]
    [InlineData("图书馆", null)]
    public async Task They_are_searched_by_their_own_rules(string query, string? expected)
    {
        await using var store = EmbeddedMemory.OpenReadOnly(_folder.Path);
        var hits = await store.SearchAsync(new SearchQuery { Words = query });
        Assert.Equal(expected, hits is [var best, ..] ? best.Item.Id : null);
    }

    [Fact]
    public async Task Beside_newer_ones_each_is_searched_by_its_own()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        await store.ReplaceAsync("new", "1", Items.Of("new", "图书馆十点关门 3.10.1", "a rose by C++"));
        await store.CommitAsync();
        Assert.Equal(["new#0", "old#0"], (await store.SearchAsync("圖書館", 5)).Select(hit => hit.Item.Id).Order());
        Assert.Equal("new#1", (await store.SearchAsync(new SearchQuery { Words = "\"C++\"" }))[0].Item.Id);
        Assert.Equal("new#0", (await store.SearchAsync("3.10.1", 5))[0].Item.Id);
    }

    [Fact]
    public async Task Merging_reads_their_words_anew()
    {
        await using (var store = EmbeddedMemory.Open(_folder.Path))
        {
            await store.ReplaceAsync("new", "1", Items.Of("new", "a rose"));
            await store.CommitAsync();
            await store.CompactAsync();
            Assert.Equal("old#0", Assert.Single(await store.SearchAsync("图书馆", 5)).Item.Id);
            Assert.Equal("old#0", Assert.Single(await store.SearchAsync("3.1.10", 5)).Item.Id);
        }
        Assert.Empty(MemoryFolder.Check(_folder.Path));
    }
}
