using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

public sealed class StatesTests : IDisposable
{
    private static readonly MemoryOptions _options = new() { Encoder = new EmbeddingSource("e", 3), States = StateForm.EightBits };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task States_come_when_they_are_asked_for_and_not_with_what_is_found()
    {
        await using (var store = Open())
        {
            store.Replace("a", "1", [Item("a", 0), Item("a", 1) with { States = default }, Item("a", 2)]);
            store.Commit();
            AssertStates(store, "a", 0, 2);
        }
        await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal(StateForm.EightBits, reader.States);
        AssertStates(reader, "a", 0, 2);
        Assert.True(reader.StatesOf("a", 1).IsEmpty && reader.StatesOf("a", 9).IsEmpty && reader.StatesOf("b", 0).IsEmpty);
        Assert.All(reader.Search("tulip", 9), hit => Assert.True(hit.Item.States.IsEmpty));
        Assert.Equal(reader.Statistics().StateBytes, 2 * (4 + StatesOf(0).Length));
    }

    [Fact]
    public async Task They_outlast_merging_and_go_with_their_items()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path, "default", _options, new Disk());
        for (var i = 0; i < 3 * SegmentMerge.MostSegments; i++)
        {
            store.Replace($"{i}", "1", [Item($"{i}", 0), Item($"{i}", 1)]);
            store.Commit();
        }
        store.Remove("3");
        store.Delete(["4#0"]);
        store.Upsert([Item("5", 1) with { States = new byte[] { 9 } }]);
        store.Commit();
        store.Compact();

        AssertStates(store, "2", 0, 1);
        AssertStates(store, "5", 0);
        AssertStates(store, "4", 1);
        Assert.Equal([9], store.StatesOf("5", 1).ToArray());
        Assert.True(store.StatesOf("3", 0).IsEmpty && store.StatesOf("4", 0).IsEmpty);
        Assert.Equal((3L * SegmentMerge.MostSegments * 2 - 4) * (4 + StatesOf(0).Length) + 5, store.Statistics().StateBytes);
    }

    [Fact]
    public async Task Damaged_states_are_named_and_their_item_is_served_without_them()
    {
        await using (var store = Open())
        {
            store.Replace("a", "1", [Item("a", 0), Item("a", 1)]);
            store.Commit();
        }
        var path = Assert.Single(Directory.GetFiles(_folder["default"], "*.segment"));
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf(StatesOf(1)) + 5] ^= 1;
        File.WriteAllBytes(path, bytes);

        await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.True(reader.StatesOf("a", 1).IsEmpty);
        AssertStates(reader, "a", 0);
        Assert.Equal(2, reader.Search("tulip", 9).Count);
        Assert.Contains("states", Assert.Single(reader.Damages).Message, StringComparison.Ordinal);
        Assert.Contains(path, Assert.Single(MemoryFolder.Check(_folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_collection_keeps_stays_as_it_was_created_and_goes_into_its_backup()
    {
        await using (var store = Open())
        {
            store.Replace("a", "1", [Item("a", 0)]);
            store.Commit();
        }
        await using (var again = EmbeddedMemory.Open(_folder.Path, options: _options with { States = StateForm.None })) Assert.Equal(StateForm.EightBits, again.States);
        MemoryFolder.Backup(_folder.Path, _folder["copy"]);
        await using var copy = EmbeddedMemory.OpenReadOnly(_folder["copy"]);
        Assert.Equal(StateForm.EightBits, copy.States);
        AssertStates(copy, "a", 0);
    }

    private EmbeddedMemory Open() => EmbeddedMemory.Open(_folder.Path, options: _options);

    private static void AssertStates(EmbeddedMemory store, string source, params int[] ordinals) =>
        Assert.All(ordinals, ordinal => Assert.Equal(StatesOf(ordinal), store.StatesOf(source, ordinal).ToArray()));

    private static byte[] StatesOf(int ordinal) => [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + ordinal))];

    private static Item Item(string source, int ordinal) =>
        new() { Source = source, Ordinal = ordinal, Text = $"{source} tulip", Embedding = new float[] { 1, ordinal, 0 }, States = StatesOf(ordinal) };
}
