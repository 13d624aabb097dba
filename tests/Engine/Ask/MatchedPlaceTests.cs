using Rag.Memory.Embedded;

namespace Rag.Engine.Tests.Ask;

public sealed class MatchedPlaceTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly TemporaryFolder _store = new();
    private readonly EmbeddedMemory _memory;

    public MatchedPlaceTests() => _memory = EmbeddedMemory.Open(_store.Path);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _memory.DisposeAsync().AsTask();

    public void Dispose()
    {
        _store.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("a.txt", "The harbour froze in 1895. Two ships were crushed by the ice.", "crushed ships", "Two ships were crushed by the ice.")]
    [InlineData("a.csv", "city,population\nOxley,12000\nBarton,8000\n", "population of Barton", "Barton,8000")]
    [InlineData("a.md", "# Lamps\n\nIt burns oil.", "lamps", null)]
    public async Task The_sentence_with_most_of_the_query_is_the_place(string name, string text, string query, string? place)
    {
        _files.Write(name, text);
        var engine = new RagEngine(_memory);
        await engine.IngestAsync([_files.Path]);

        var found = Assert.Single(await engine.PlacesOfAsync(query, await engine.SearchAsync(query)));

        Assert.Equal(place, found?.Text);
        if (found is not null) Assert.Equal(place, text[found.Start..found.End]);
    }
}
