using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;
using Rag.Memory.Reindexing;

namespace Rag.Memory.Tests.Embedded;

/// <summary>Files of a collection of three segments that were cut, changed or taken away behind the store's back.</summary>
public sealed class DamageTests : IDisposable
{
    private const string Damaged = "000002.segment";
    private static readonly MemoryOptions _options = new() { Encoder = new EmbeddingSource("e", 3) };
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly byte[] _whole;

    public DamageTests()
    {
        foreach (var source in (string[])["a", "b", "c"])
        {
            var store = Open();
            store.Replace(source, "1", [Item(source, 0), Item(source, 1)]);
            store.Commit();
            store.Dispose(); // which makes a segment of what was committed
        }
        _path = _folder[$"default/{Damaged}"];
        _whole = File.ReadAllBytes(_path);
        Assert.Equal(3, Segments().Count);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_manifest_cut_anywhere_is_refused_by_name()
    {
        var path = _folder["default/manifest"];
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            AssertManifestIsRefused(path);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_a_manifest_is_found_by_checksum()
    {
        var path = _folder["default/manifest"];
        var whole = File.ReadAllBytes(path);
        for (var i = 0; i < whole.Length; i++)
        {
            File.WriteAllBytes(path, Flip(whole, i));
            AssertManifestIsRefused(path);
        }
    }

    [Fact]
    public async Task A_segment_cut_anywhere_is_named_and_the_others_are_served()
    {
        for (var length = 0; length < _whole.Length; length++)
        {
            File.WriteAllBytes(_path, _whole[..length]);
            await using var reader = OpenReadOnly();
            Assert.Equal(_path, Assert.Single(reader.Damages).File);
            AssertServed(reader, ["a#0", "a#1", "c#0", "c#1"]);
        }
        AssertCheckNamesTheSegment();
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_a_segment_is_found_and_the_others_are_served()
    {
        var served = new HashSet<int>();
        for (var i = 0; i < _whole.Length; i++)
        {
            File.WriteAllBytes(_path, Flip(_whole, i));
            AssertCheckNamesTheSegment();
            await using var reader = OpenReadOnly();
            var byWords = Found(reader, new SearchQuery { Words = "tulip" });
            var byVector = Found(reader, new SearchQuery { Vector = new float[] { 1, 1, 0 } });
            var byBoth = Found(reader, new SearchQuery { Words = "tulip", Vector = new float[] { 1, 1, 0 } });
            foreach (var found in (HashSet<string>[])[byWords, byVector, byBoth]) Assert.Superset(new HashSet<string> { "a#0", "a#1", "c#0", "c#1" }, found);
            Assert.True(byWords.Count == 6 && byVector.Count == 6 || reader.Damages.Count == 1);
            served.Add(byWords.Count);
        }
        Assert.Equal([4, 5, 6], served.Order()); // without the segment, without one of its items, by words only
    }

    [Fact]
    public async Task A_damaged_item_leaves_its_place_to_the_next()
    {
        Damage(SegmentLayout.HeaderLength + 6);
        await using var reader = OpenReadOnly();
        Assert.Empty(reader.Damages);
        var only = new SearchQuery { Words = "b tulip", K = 1 };
        Assert.Equal("b#1", Assert.Single(reader.Search(only)).Item.Id); // b#0 is as good, and first
        Assert.Equal(_path, Assert.Single(reader.Damages).File);
        Assert.Null(reader.Find("b", 0));
        Assert.Equal(["a#0", "a#1", "b#1", "c#0", "c#1"], reader.Scan().Select(item => item.Id));
    }

    [Fact]
    public async Task A_missing_segment_is_named_and_the_others_are_served()
    {
        File.Delete(_path);
        await using var reader = OpenReadOnly();
        Assert.Contains($"{_path} is missing", Assert.Single(reader.Damages).Message, StringComparison.Ordinal);
        AssertServed(reader, ["a#0", "a#1", "c#0", "c#1"]);
        Assert.Equal((4, 1), (reader.Statistics().Items, reader.Statistics().Damages.Count));
        AssertCheckNamesTheSegment();
    }

    [Fact]
    public async Task Nothing_is_written_until_the_segment_is_there_again_and_then_nothing_is_lost()
    {
        Damage(_whole.Length - 1);
        var before = Files();
        var refusal = Assert.Throws<MemoryException>(() => Open());
        Assert.Contains(_path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nothing is written", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        Assert.Throws<MemoryException>(() => MemoryFolder.Backup(_folder.Path, _folder["copy"]));
        await Assert.ThrowsAsync<MemoryException>(() => Reindex.RunAsync(
            _folder.Path, "default", new MemoryOptions { Encoder = new EmbeddingSource("f", 3) }, (items, _) => new(items)));

        await using var reader = OpenReadOnly();
        File.WriteAllBytes(_path, _whole);
        reader.Refresh();
        Assert.Empty(reader.Damages);
        await using var writer = Open();
        writer.Remove("b");
        writer.Commit();
        AssertServed(writer, ["a#0", "a#1", "c#0", "c#1"]);
    }

    [Fact]
    public async Task Merging_leaves_a_segment_with_damaged_vectors_as_it_is()
    {
        Damage((int)SegmentLayout.Read(_whole.AsSpan(_whole.Length - SegmentLayout.TrailerLength(SegmentLayout.Version)), SegmentLayout.Version, _whole.Length)[SegmentPart.Codes].Start);
        var damaged = File.ReadAllBytes(_path);
        await using (var writer = EmbeddedMemory.Open(_folder.Path, "default", _options, new Disk()))
        {
            for (var i = 0; i < 3 * SegmentMerge.MostSegments; i++)
            {
                writer.Replace($"new{i}", "1", [Item($"new{i}", 0)]);
                writer.Commit();
            }
            writer.Compact();
            Assert.Equal(3, Segments().Count); // those before it, itself, those after it
            writer.Delete(["b#0"]);
            writer.Commit();
        }
        Assert.Equal(damaged, File.ReadAllBytes(_path));
        await using var reader = OpenReadOnly();
        Assert.Equal("b#1", Assert.Single(reader.Search("b", 9)).Item.Id);
        Assert.DoesNotContain("b#1", Found(reader, new SearchQuery { Vector = new float[] { 1, 1, 0 }, K = 100 }));
        AssertCheckNamesTheSegment();
    }

    private static Item Item(string source, int ordinal) =>
        new() { Source = source, Ordinal = ordinal, Text = $"{source} tulip", Embedding = new float[] { 1, ordinal, 0 } };

    private static byte[] Flip(byte[] whole, int place)
    {
        var bytes = (byte[])whole.Clone();
        bytes[place] ^= (byte)(1 << (place % 8));
        return bytes;
    }

    // Every item comes as it was or not at all.
    private static HashSet<string> Found(EmbeddedMemory store, SearchQuery query)
    {
        var hits = store.Search(query);
        Assert.All(hits, hit => Assert.Equal((Item(hit.Item.Source, hit.Item.Ordinal).Text, 3), (hit.Item.Text, hit.Item.Embedding.Length)));
        return [.. hits.Select(hit => hit.Item.Id)];
    }

    private static void AssertServed(EmbeddedMemory store, string[] ids)
    {
        Assert.Equal(ids, Found(store, new SearchQuery { Words = "tulip" }).Order());
        Assert.Equal(ids, Found(store, new SearchQuery { Vector = new float[] { 1, 1, 0 } }).Order());
        Assert.Equal(ids, store.Scan().Select(item => item.Id));
    }

    private void AssertManifestIsRefused(string path)
    {
        var refusal = Assert.Throws<MemoryException>(OpenReadOnly);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal([refusal.Message], MemoryFolder.Check(_folder.Path));
    }

    private void AssertCheckNamesTheSegment()
    {
        var problem = Assert.Single(MemoryFolder.Check(_folder.Path));
        Assert.Contains(_path, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    private void Damage(int place) => File.WriteAllBytes(_path, Flip(_whole, place));

    private EmbeddedMemory Open() => EmbeddedMemory.Open(_folder.Path, options: _options);

    private EmbeddedMemory OpenReadOnly() => EmbeddedMemory.OpenReadOnly(_folder.Path);

    private List<string> Segments() => [.. Directory.GetFiles(_folder["default"], "*.segment")];

    private List<(string, string)> Files() =>
        [.. Directory.GetFiles(_folder["default"]).Order().Select(path => (path, Convert.ToHexString(File.ReadAllBytes(path))))];
}
