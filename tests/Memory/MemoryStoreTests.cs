namespace Rag.Memory.Tests;

public sealed class MemoryStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_about_an_item_comes_back_after_reopening()
    {
        var item = new Item
        {
            Source = "/docs/guide.pdf",
            Ordinal = 0,
            Start = 10,
            End = 28,
            Page = 5,
            Heading = "Halls > 钟",
            Text = "The bell 🔔\r\nrings.",
            Metadata = new Dictionary<string, string> { ["taken by"] = "Ada 王", [""] = "" },
        };
        using (var store = MemoryStore.Open(_folder.Path))
        {
            store.Replace(item.Source, "hash", [item, item with { Ordinal = 1, Text = "", Heading = null, Page = null }]);
            store.Commit();
        }

        using var reader = MemoryStore.OpenRead(_folder.Path);

        var found = Assert.Single(reader.Search("bell", 5)).Item;
        Assert.Equivalent(item, found, strict: true);
        Assert.Equal("", reader.Find(item.Source, 1)!.Text);
        Assert.Null(reader.Find(item.Source, 2));
        Assert.Equal("hash", reader.Sources[item.Source]);
        Assert.Equal(2, reader.Count);
    }

    [Fact]
    public void Random_changes_commits_and_reopenings_leave_what_a_dictionary_would_hold()
    {
        var random = new Random(3);
        var committed = new Dictionary<string, int>(); // source -> number of items
        var staged = new Dictionary<string, int>();
        var store = MemoryStore.Open(_folder.Path);
        for (var step = 0; step < 600; step++)
        {
            var source = $"source {random.Next(40)}";
            switch (random.Next(12))
            {
                case < 6:
                    var count = random.Next(5);
                    store.Replace(source, $"hash {step}", [.. Enumerable.Range(0, count).Select(i => new Item { Source = source, Ordinal = i, Text = $"word {i}" })]);
                    staged[source] = count;
                    break;
                case < 8:
                    store.Remove(source);
                    staged.Remove(source);
                    break;
                case < 11:
                    store.Commit();
                    committed = new(staged);
                    Check(store, committed);
                    break;
                default:
                    store.Dispose();
                    store = MemoryStore.Open(_folder.Path);
                    staged = new(committed);
                    Check(store, committed);
                    break;
            }
        }
        Assert.True(Directory.GetFiles(_folder["default"], "*.seg").Length < 12, "segments are merged");
        store.Dispose();
    }

    [Fact]
    public void A_commit_that_is_cut_short_at_any_step_leaves_what_was_there_and_can_be_made_again()
    {
        using (var store = MemoryStore.Open(_folder.Path))
        {
            store.Replace("old", "1", [Item("old", "anchor")]);
            store.Commit();
        }

        var steps = 0;
        for (var crash = 0; crash == 0 || crash < steps; crash++)
        {
            steps = 0;
            using (var store = MemoryStore.Open(_folder.Path, "default", null, _ =>
            {
                if (steps++ == crash) throw new IOException("no space left");
            }))
            {
                store.Replace("old", "2", [Item("old", "bell")]);
                store.Replace("new", "1", [Item("new", "chart")]);
                Assert.Throws<MemoryException>(store.Commit);
                using var reader = MemoryStore.OpenRead(_folder.Path);
                var isCommitted = reader.Count == 2;
                Assert.Equal(isCommitted ? 0 : 1, reader.Search("anchor", 5).Count);
                Assert.Equal(isCommitted ? 2 : 0, reader.Search("bell chart", 5).Count);
                store.Commit();
                Assert.Equal(2, store.Search("bell chart", 5).Count);
            }
            using (var store = MemoryStore.Open(_folder.Path))
            {
                Assert.Equal(2, store.Count);
                store.Replace("old", "1", [Item("old", "anchor")]);
                store.Remove("new");
                store.Commit();
            }
        }
        Assert.True(steps >= 4);
    }

    [Fact]
    public void A_damaged_segment_is_named_and_other_collections_stay_readable()
    {
        foreach (var collection in new[] { "first", "second" })
        {
            using var store = MemoryStore.Open(_folder.Path, collection);
            store.Replace("s", "h", [Item("s", "anchor")]);
            store.Commit();
        }
        var segment = Assert.Single(Directory.GetFiles(_folder["first"], "*.seg"));
        var bytes = File.ReadAllBytes(segment);
        foreach (var position in new[] { 0, 9, 13, 20, bytes.Length / 2, bytes.Length - 1 })
        {
            var flipped = (byte[])bytes.Clone();
            flipped[position] ^= 0x10;
            File.WriteAllBytes(segment, flipped);
            Assert.Contains(segment, Assert.Throws<MemoryException>(() => MemoryStore.OpenRead(_folder.Path, "first")).Message);
        }
        foreach (var length in new[] { 0, 10, bytes.Length - 1 })
        {
            File.WriteAllBytes(segment, bytes[..length]);
            Assert.Contains(segment, Assert.Throws<MemoryException>(() => MemoryStore.OpenRead(_folder.Path, "first")).Message);
        }

        using var other = MemoryStore.OpenRead(_folder.Path, "second");
        Assert.Single(other.Search("anchor", 5));
    }

    [Fact]
    public void A_second_writer_is_refused_while_readers_are_not()
    {
        using var store = MemoryStore.Open(_folder.Path);
        store.Replace("s", "h", [Item("s", "anchor")]);
        store.Commit();
        Assert.Contains("another process", Assert.Throws<MemoryException>(() => MemoryStore.Open(_folder.Path)).Message);
        using var reader = MemoryStore.OpenRead(_folder.Path);
        Assert.Single(reader.Search("anchor", 5));
        Assert.Throws<InvalidOperationException>(reader.Commit);
    }

    [Fact]
    public void A_folder_that_is_not_a_store_is_refused_and_left_as_it_was()
    {
        _folder.Write("precious.txt", "mine");
        Assert.Contains(_folder.Path, Assert.Throws<MemoryException>(() => MemoryStore.Open(_folder.Path)).Message);
        Assert.Throws<MemoryException>(() => MemoryStore.OpenRead(_folder.Path));
        Assert.Equal([_folder["precious.txt"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused()
    {
        using (MemoryStore.Open(_folder.Path))
        {
        }
        _folder.Write("RAG", "Rag memory, format 99\n");
        Assert.Contains("newer version", Assert.Throws<MemoryException>(() => MemoryStore.Open(_folder.Path)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../outside")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    public void A_collection_name_that_could_leave_the_store_is_refused(string name) =>
        Assert.Throws<MemoryException>(() => MemoryStore.Open(_folder.Path, name));

    [Fact]
    public void Items_of_another_source_or_out_of_order_are_refused()
    {
        using var store = MemoryStore.Open(_folder.Path);
        Assert.Throws<ArgumentException>(() => store.Replace("s", "h", [Item("t", "anchor")]));
        Assert.Throws<ArgumentException>(() => store.Replace("s", "h", [Item("s", "anchor"), Item("s", "bell")]));
    }

    [Fact]
    public void Searches_run_beside_each_other_and_beside_a_writer()
    {
        using var store = MemoryStore.Open(_folder.Path);
        store.Replace("s", "h", [Item("s", "anchor bell")]);
        store.Commit();
        Parallel.For(0, 2_000, i =>
        {
            if (i % 200 == 0)
            {
                lock (store)
                {
                    store.Replace($"extra {i}", "h", [Item($"extra {i}", "chart")]);
                    store.Commit();
                }
            }
            Assert.Equal("anchor bell", store.Search("anchor", 1)[0].Item.Text);
        });
        Assert.Equal(11, store.Count);
    }

    private static Item Item(string source, string text) => new() { Source = source, Ordinal = 0, Text = text };

    private static void Check(MemoryStore store, Dictionary<string, int> expected)
    {
        Assert.Equal(expected.Keys.Order(), store.Sources.Keys.Order());
        Assert.Equal(expected.Values.Sum(), store.Count);
        foreach (var (source, count) in expected)
        {
            Assert.Null(store.Find(source, count));
            for (var i = 0; i < count; i++) Assert.Equal($"{source}#{i}", store.Find(source, i)!.Id);
        }
        var found = store.Search("word", 1_000).Select(hit => hit.Item.Id).Order();
        Assert.Equal(expected.SelectMany(pair => Enumerable.Range(0, pair.Value).Select(i => $"{pair.Key}#{i}")).Order(), found);
    }
}
