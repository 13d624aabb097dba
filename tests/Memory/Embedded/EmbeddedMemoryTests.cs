using Rag.Memory.Embedded;

namespace Rag.Memory.Tests.Embedded;

public sealed class EmbeddedMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_committed_is_found_after_reopening()
    {
        await using (var store = EmbeddedMemory.Open(_folder.Path))
        {
            store.Replace("a.txt", "1", Items.Of("a.txt", "The museum opens at ten.", "Dogs stay outside."));
            store.Replace("b.txt", "2", Items.Of("b.txt", "The café closes at five."));
            store.Commit();
        }

        await using var reopened = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal(3, reopened.Count);
        Assert.Equal(new Dictionary<string, string> { ["a.txt"] = "1", ["b.txt"] = "2" }, reopened.Sources);
        Assert.Equal("b.txt#0", reopened.Search("When does the cafe close?", 5)[0].Item.Id);
        Assert.Equal("Dogs stay outside.", reopened.Find("a.txt", 1)?.Text);
        Assert.Null(reopened.Find("a.txt", 2));
        Assert.Null(reopened.Find("c.txt", 0));
    }

    [Fact]
    public async Task An_item_comes_back_as_it_was()
    {
        var item = new Item
        {
            Source = "/tmp/ünï — 目录.pdf",
            Ordinal = -7,
            Start = 1_000_000,
            End = 1_000_400,
            Page = 12,
            Heading = "标题 \uD83D\uDE00",
            Text = "broken \uD800 and \uDC00 halves",
            Metadata = new Dictionary<string, string> { ["key \0"] = "värde", [""] = "" },
        };
        await using var store = EmbeddedMemory.Open(_folder.Path);
        store.Replace(item.Source, "", [item]);
        store.Commit();

        var found = store.Find(item.Source, -7)!;
        Assert.Equal(item with { Metadata = found.Metadata }, found);
        Assert.Equal(item.Metadata, found.Metadata);
    }

    [Fact]
    public async Task A_replaced_source_loses_its_items_and_the_others_stay()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        store.Replace("a", "1", Items.Of("a", "first tulip", "second tulip"));
        store.Replace("b", "1", Items.Of("b", "third tulip"));
        store.Commit();
        store.Replace("a", "2", Items.Of("a", "a rose"));
        store.Commit();

        Assert.Equal(["b#0"], store.Search("tulip", 10).Select(hit => hit.Item.Id));
        Assert.Equal(["a#0"], store.Search("rose", 10).Select(hit => hit.Item.Id));
        Assert.Equal("2", store.Sources["a"]);
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public async Task A_removed_source_is_gone()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        store.Replace("a", "1", Items.Of("a", "tulip"));
        store.Replace("b", "1", Items.Of("b", "tulip"));
        store.Commit();
        store.Remove("a");
        store.Remove("never there");
        store.Commit();

        Assert.Equal(["b"], store.Sources.Keys);
        Assert.Null(store.Find("a", 0));
        Assert.Equal(["b#0"], store.Search("tulip", 10).Select(hit => hit.Item.Id));
    }

    [Fact]
    public async Task A_source_without_items_is_remembered()
    {
        await using (var store = EmbeddedMemory.Open(_folder.Path))
        {
            store.Replace("empty.txt", "hash", []);
            store.Commit();
        }
        await using var reopened = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal("hash", reopened.Sources["empty.txt"]);
        Assert.Equal(0, reopened.Count);
        Assert.Empty(reopened.Search("anything", 3));
    }

    [Fact]
    public async Task Staged_changes_show_only_after_the_commit_and_the_last_one_counts()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        store.Replace("a", "1", Items.Of("a", "tulip"));
        store.Replace("a", "2", Items.Of("a", "rose"));
        store.Replace("b", "1", Items.Of("b", "lily"));
        store.Remove("b");
        Assert.Equal(0, store.Count);
        Assert.Empty(store.Search("rose", 1));

        store.Commit();
        Assert.Equal("2", Assert.Single(store.Sources).Value);
        Assert.Single(store.Search("rose", 1));
    }

    [Fact]
    public async Task Collections_of_one_store_are_apart()
    {
        await using var english = EmbeddedMemory.Open(_folder.Path, "english");
        await using var chinese = EmbeddedMemory.Open(_folder.Path, "中文");
        english.Replace("a", "1", Items.Of("a", "museum"));
        english.Commit();
        Assert.Equal(1, english.Count);
        Assert.Equal(0, chinese.Count);
    }

    [Fact]
    public async Task A_reader_sees_the_commit_it_opened_while_the_writer_goes_on()
    {
        await using var writer = EmbeddedMemory.Open(_folder.Path);
        writer.Replace("a", "1", Items.Of("a", "tulip"));
        writer.Commit();
        await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
        for (var i = 0; i < 20; i++)
        {
            writer.Replace("a", $"{i}", Items.Of("a", "rose"));
            writer.Replace($"b{i}", "1", Items.Of($"b{i}", "lily"));
            writer.Commit();
        }
        Assert.Equal("tulip", reader.Search("tulip", 1)[0].Item.Text);
        await using var later = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Empty(later.Search("tulip", 1));
        Assert.Equal(21, later.Count);
    }

    [Fact]
    public async Task A_collection_keeps_the_stemming_it_was_created_with()
    {
        await using (var store = EmbeddedMemory.Open(_folder.Path, options: new MemoryOptions { Stemming = false }))
        {
            store.Replace("a", "1", Items.Of("a", "tulips"));
            store.Commit();
        }
        await using var reopened = EmbeddedMemory.Open(_folder.Path, options: new MemoryOptions { Stemming = true });
        Assert.False(reopened.Tokenizer.Stemming);
        Assert.Single(reopened.Search("tulips", 1));
        Assert.Empty(reopened.Search("tulip", 1));
    }

    [Fact]
    public async Task Items_that_do_not_fit_their_source_are_refused()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        var items = Items.Of("a", "one", "two");
        Assert.Throws<ArgumentException>(() => store.Replace("b", "1", items));
        Assert.Contains("a#0", Assert.Throws<ArgumentException>(() => store.Replace("a", "1", [items[0], items[0]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => store.Replace("a", "1", [items[0] with { Start = 5, End = 4 }]));
        Assert.Throws<ArgumentException>(() => store.Replace("", "1", []));
    }

    [Fact]
    public async Task Odd_queries_are_answered_and_odd_numbers_refused()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        store.Replace("a", "1", Items.Of("a", "a tulip", "", "\uDC00 \uD800", "郁金香"));
        store.Commit();

        Assert.Throws<ArgumentNullException>(() => store.Search(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Search("tulip", 0));
        Assert.Empty(store.Search("", 1));
        Assert.Empty(store.Search(" \uD800 ?! \uDC00\u200D", 1));
        Assert.Equal("a#0", Assert.Single(store.Search("tulip\uD800", int.MaxValue)).Item.Id);
        Assert.Equal("a#3", Assert.Single(store.Search("金", 1)).Item.Id);
    }

    [Fact]
    public async Task A_megabyte_of_query_keeps_its_rarest_words()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        store.Replace("a", "1", Items.Of("a", [.. Enumerable.Range(0, 50).Select(i => $"common words {(i == 7 ? "zebra" : "")}")]));
        store.Commit();
        var query = string.Join(' ', Enumerable.Range(0, 150_000).Select(i => $"common{i} words")) + " zebra";
        Assert.True(query.Length > 1_000_000);
        Assert.Equal("a#7", store.Search(query, 3)[0].Item.Id);
    }

    [Fact]
    public async Task A_closed_store_says_so_and_a_reader_does_not_write()
    {
        var store = EmbeddedMemory.Open(_folder.Path);
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Count);
        Assert.Throws<ObjectDisposedException>(() => store.Search("a", 1));
        Assert.Throws<ObjectDisposedException>(() => store.Find("a", 1));
        Assert.Throws<ObjectDisposedException>(() => store.Replace("a", "1", []));
        Assert.Throws<ObjectDisposedException>(store.Commit);

        await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Contains("reading only", Assert.Throws<MemoryException>(() => reader.Remove("a")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 0.5)]
    [InlineData(double.NaN, 0.5)]
    [InlineData(1, 1.01)]
    [InlineData(1, double.NaN)]
    public void Options_out_of_range_are_refused(double k1, double b) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryOptions { K1 = k1, B = b });
}
