using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

/// <summary>Damaged collections of three sources in three segments.</summary>
public sealed class RepairTests : IAsyncLifetime, IDisposable
{
    private static readonly MemoryOptions _options = new() { Encoder = new EmbeddingSource("e", 3) };
    private readonly TemporaryFolder _folder = new();

    public async Task InitializeAsync()
    {
        foreach (var source in (string[])["a", "b", "c"])
        {
            await using var store = EmbeddedMemory.Open(_folder.Path, options: _options); // closing it makes a segment of it
            await store.ReplaceAsync(source, "1", [Item(source, 0), Item(source, 1)]);
            await store.CommitAsync();
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_sound_is_left_alone()
    {
        Assert.Empty(MemoryFolder.Repair(_folder.Path));
        await AssertHolds("a", "b", "c");
        Assert.False(Directory.Exists(_folder[".damaged"]));
    }

    [Fact]
    public async Task Damaged_words_are_made_anew_by_the_next_writer()
    {
        Damage(SegmentPart.TermText);
        Assert.Contains("000002.segment", Assert.Single(MemoryFolder.Check(_folder.Path)), StringComparison.Ordinal);
        await using (var reader = EmbeddedMemory.OpenReadOnly(_folder.Path))
        {
            Assert.Equal(6, (await reader.SearchAsync("tulip", 10)).Count);
            Assert.Single(reader.Damages);
        }
        await EmbeddedMemory.Open(_folder.Path).DisposeAsync();
        await AssertHolds("a", "b", "c");
    }

    [Fact]
    public async Task Damaged_vectors_are_made_anew()
    {
        Damage(SegmentPart.Codes);
        Assert.NotEmpty(MemoryFolder.Repair(_folder.Path));
        await AssertHolds("a", "b", "c");
    }

    [Fact]
    public async Task A_source_with_a_damaged_item_is_taken_out_and_named()
    {
        Flip(SegmentLayout.HeaderLength + 6);
        Assert.Contains(MemoryFolder.Check(_folder.Path), line => line.Contains("holds of b (", StringComparison.Ordinal));
        Assert.Contains(MemoryFolder.Repair(_folder.Path), line => line.Contains("b is taken out", StringComparison.Ordinal));
        await AssertHolds("a", "c");
        Assert.True(File.Exists(_folder[".damaged/default-1/000002.segment"]));
    }

    [Fact]
    public async Task A_segment_that_cannot_be_opened_is_set_aside_and_the_rest_can_be_written_again()
    {
        var path = _folder["default/000002.segment"];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.True(Assert.Throws<MemoryException>(() => EmbeddedMemory.Open(_folder.Path)).IsFailure);
        Assert.NotEmpty(MemoryFolder.Repair(_folder.Path));
        await AssertHolds("a", "c");
        Assert.True(File.Exists(_folder[".damaged/default-1/000002.segment"]));
    }

    [Fact]
    public async Task Of_a_damaged_log_what_was_committed_before_the_damage_stays()
    {
        var crashed = _folder["crashed"];
        await using (var store = EmbeddedMemory.Open(_folder.Path, options: _options))
        {
            foreach (var source in (string[])["d", "e", "f"])
            {
                await store.ReplaceAsync(source, "1", [Item(source, 0), Item(source, 1)]);
                await store.CommitAsync();
            }
            Directory.CreateDirectory(crashed);
            foreach (var file in Directory.GetFiles(_folder["default"]).Where(file => Path.GetFileName(file) != "lock"))
                File.Copy(file, Path.Combine(crashed, Path.GetFileName(file))); // as the files are before closing merges them
        }
        var log = Directory.GetFiles(crashed, "*.log").Single();
        var bytes = File.ReadAllBytes(log);
        bytes[bytes.Length / 2] ^= 1; // in the second of three records
        File.WriteAllBytes(log, bytes);

        Assert.NotEmpty(MemoryFolder.Repair(_folder.Path));
        await AssertCollectionHolds("crashed", "a", "b", "c", "d");
    }

    [Fact]
    public async Task Without_its_manifest_a_collection_is_named_and_set_aside_as_a_whole()
    {
        File.Delete(_folder["default/manifest"]);
        Assert.Contains("manifest", Assert.Single(MemoryFolder.Check(_folder.Path)), StringComparison.Ordinal);
        Assert.True(Assert.Throws<MemoryException>(() => EmbeddedMemory.OpenReadOnly(_folder.Path)).IsFailure);
        Assert.Contains(".damaged", Assert.Single(MemoryFolder.Repair(_folder.Path)), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder[".damaged/default-1/000003.segment"]));
        await EmbeddedMemory.Open(_folder.Path).DisposeAsync();
        Assert.Empty(MemoryFolder.Check(_folder.Path));
    }

    private static Item Item(string source, int ordinal) =>
        new() { Source = source, Ordinal = ordinal, Text = $"{source} tulip", Embedding = new float[] { 1, ordinal, 0 } };

    private Task AssertHolds(params string[] sources) => AssertCollectionHolds("default", sources);

    private async Task AssertCollectionHolds(string collection, params string[] sources)
    {
        Assert.Empty(MemoryFolder.Check(_folder.Path));
        await using var store = EmbeddedMemory.Open(_folder.Path, collection, _options);
        string[] ids = [.. sources.SelectMany(source => (string[])[$"{source}#0", $"{source}#1"])];
        Assert.Equal(ids, (await store.SearchAsync("tulip", 20)).Select(hit => hit.Item.Id).Order());
        var near = await store.SearchAsync(new SearchQuery { Vector = new float[] { 1, 1, 0 }, K = 20 });
        Assert.Equal(ids, near.Select(hit => hit.Item.Id).Order());
    }

    private void Damage(SegmentPart part)
    {
        var bytes = File.ReadAllBytes(_folder["default/000002.segment"]);
        var trailer = SegmentLayout.TrailerLength(SegmentLayout.Version);
        Flip((int)SegmentLayout.Read(bytes.AsSpan(bytes.Length - trailer), SegmentLayout.Version, bytes.Length)[part].Start);
    }

    private void Flip(int place)
    {
        var path = _folder["default/000002.segment"];
        var bytes = File.ReadAllBytes(path);
        bytes[place] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
