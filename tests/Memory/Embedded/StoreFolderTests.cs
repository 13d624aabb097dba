using Rag.Memory.Embedded;

namespace Rag.Memory.Tests.Embedded;

public sealed class StoreFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_with_other_files_is_left_alone()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "thesis.txt"), "mine");
        AssertRefused("thesis.txt", () => EmbeddedMemory.Open(_folder.Path));
        AssertRefused("not a memory", () => EmbeddedMemory.OpenReadOnly(_folder.Path));
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_collections_folder_with_other_files_is_left_alone()
    {
        EmbeddedMemory.Open(_folder.Path).Dispose();
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "letters")).FullName;
        File.WriteAllText(Path.Combine(folder, "000001.segment"), "mine");
        AssertRefused("no manifest", () => EmbeddedMemory.Open(_folder.Path, "letters"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "000001.segment")));
    }

    [Theory]
    [InlineData("rag memory, format 99\n", "version 99")]
    [InlineData("some other program", "not the marker")]
    [InlineData("", "not the marker")]
    [InlineData("rag memory, format -1", "not the marker")]
    public void A_store_of_another_version_or_program_is_refused(string marker, string reason)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "rag-memory"), marker);
        AssertRefused(reason, () => EmbeddedMemory.Open(_folder.Path));
        AssertRefused(reason, () => EmbeddedMemory.OpenReadOnly(_folder.Path));
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("000001.segment")] // a manifest of this version names none such
    public async Task A_file_of_a_newer_version_is_refused(string name)
    {
        await using (var store = EmbeddedMemory.Open(_folder.Path))
        {
            store.Replace("a", "1", Items.Of("a", "tulip"));
            store.Commit();
        }
        var path = Path.Combine(_folder.Path, "default", name);
        var bytes = File.ReadAllBytes(path);
        bytes[8] = 9;
        File.WriteAllBytes(path, bytes);
        AssertRefused("version 9", () => EmbeddedMemory.Open(_folder.Path));
    }

    [Fact]
    public void Reading_what_does_not_exist_says_so_and_creates_nothing()
    {
        var missing = Path.Combine(_folder.Path, "missing");
        AssertRefused("no memory at", () => EmbeddedMemory.OpenReadOnly(missing));
        Assert.False(Directory.Exists(missing));

        EmbeddedMemory.Open(_folder.Path).Dispose();
        AssertRefused("no collection 'letters'", () => EmbeddedMemory.OpenReadOnly(_folder.Path, "letters"));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "letters")));
    }

    [Fact]
    public async Task A_second_writer_is_refused_until_the_first_ends()
    {
        await using (var first = EmbeddedMemory.Open(_folder.Path))
        {
            AssertRefused("locked", () => EmbeddedMemory.Open(_folder.Path));
            EmbeddedMemory.OpenReadOnly(_folder.Path).Dispose();
        }
        EmbeddedMemory.Open(_folder.Path).Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void A_name_that_is_no_plain_folder_is_refused(string collection) =>
        AssertRefused("name", () => EmbeddedMemory.Open(_folder.Path, collection));

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        AssertRefused(file, () => EmbeddedMemory.Open(Path.Combine(file, "store")));
    }

    private static void AssertRefused(string reason, Func<EmbeddedMemory> open)
    {
        var message = Assert.Throws<MemoryException>(() => open().Dispose()).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
