namespace Rag.Memory.Tests.Embedded;

/// <summary>Files that were cut, changed or taken away behind the store's back.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _collection;

    public DamageTests()
    {
        _collection = Path.Combine(_folder.Path, "default");
        using var store = MemoryStore.Open(_folder.Path);
        store.Replace("a", "1", Items.Of("a", "the first tulip", "the second tulip"));
        store.Replace("b", "1", Items.Of("b", "郁金香"));
        store.Commit();
        using var other = MemoryStore.Open(_folder.Path, "other");
        other.Replace("c", "1", Items.Of("c", "a rose"));
        other.Commit();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("manifest")]
    [InlineData("000001.segment")]
    public void A_file_cut_anywhere_is_refused_by_name(string name)
    {
        var path = Path.Combine(_collection, name);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            AssertRefused(path, Assert.Throws<MemoryException>(() => Use(_folder.Path)));
        }
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("000001.segment")]
    public void A_flipped_bit_anywhere_is_found_by_checksum(string name)
    {
        var path = Path.Combine(_collection, name);
        var bytes = File.ReadAllBytes(path);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, bytes);
            AssertRefused(path, Assert.Throws<MemoryException>(() => Use(_folder.Path)));
            bytes[i] ^= (byte)(1 << (i % 8));
        }
        File.WriteAllBytes(path, bytes);
        Use(_folder.Path);
    }

    [Theory]
    [InlineData("000001.segment", "restore")]
    [InlineData("manifest", "restore")]
    public void A_missing_file_is_named_and_nothing_is_written_over_the_rest(string name, string advice)
    {
        File.Delete(Path.Combine(_collection, name));
        var message = Assert.Throws<MemoryException>(() => MemoryStore.Open(_folder.Path)).Message;
        Assert.Contains(advice, message, StringComparison.Ordinal);
        Assert.Equal(name == "manifest", File.Exists(Path.Combine(_collection, "000001.segment")));
    }

    private void AssertRefused(string path, MemoryException refusal)
    {
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        using var other = MemoryStore.OpenReadOnly(_folder.Path, "other");
        Assert.Equal("a rose", other.Search("rose", 1)[0].Item.Text);
    }

    private static void Use(string path)
    {
        using var store = MemoryStore.OpenReadOnly(path);
        foreach (var query in (string[])["tulip", "郁金"])
        {
            foreach (var hit in store.Search(query, 5)) Assert.True(hit.Item.Text.Length > 2);
        }
    }
}
