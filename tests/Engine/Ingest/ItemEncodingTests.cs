using Microsoft.Extensions.AI;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Ingest;
using Rag.Engine.Retrieval;
using Rag.Engine.Tests.Retrieval;
using Rag.Memory;
using Rag.Tests.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ingest;

[Collection(GlobalGenerator.Name)]
public sealed class ItemEncodingTests : IDisposable
{
    private readonly SmallReader _small = new();
    private readonly Reader _reader;

    private readonly Item[] _items =
    [
        Text("Karl built a red tower in Rome.", "Karl"),
        Text(string.Join(' ', Enumerable.Repeat("The old house and the new tower is near the river.", 12))), // longer than a pass
        Text("Anna was born in Oslo."),
    ];

    public ItemEncodingTests() => _reader = _small.Open();

    public void Dispose()
    {
        _reader.Dispose();
        _small.Dispose();
    }

    [Fact]
    public async Task One_pass_finds_and_reads_passages_as_two_do()
    {
        var encoder = Encoder(_small.Texts, 16);

        var together = await new ItemEncoding(encoder, _reader, StateForm.EightBits).EncodeAsync(_items);

        foreach (var (item, embedded) in together.Zip(await encoder.EmbedAsync(_items)))
            Assert.Equal(embedded.Embedding.ToArray(), item.Embedding.ToArray(), (one, two) => Math.Abs(one - two) < 1e-4);
        Assert.Equal(
            _reader.Encode([.. _items.Select(item => new PassageText(item.Text, item.Heading))]).Select(states => Convert.ToHexString(states.Packed.Span)),
            together.Select(item => Convert.ToHexString(item.States.Span)));
    }

    [Fact]
    public async Task Passages_are_embedded_by_the_collections_own_encoder_where_the_reader_reads_with_another()
    {
        var encoder = Encoder(new SubjectGenerator(), 3);

        var items = await new ItemEncoding(encoder, _reader, StateForm.SixteenBits).EncodeAsync(_items);

        Assert.Equal((await encoder.EmbedAsync(_items)).Select(item => item.Embedding.ToArray()), items.Select(item => item.Embedding.ToArray()));
        Assert.All(items, item => Assert.False(item.States.IsEmpty));
    }

    [Fact]
    public async Task A_memory_that_keeps_no_states_gets_none()
    {
        Assert.All(await new ItemEncoding(null, _reader, StateForm.None).EncodeAsync(_items), item => Assert.True(item.States.IsEmpty && item.Embedding.IsEmpty));
        Assert.True(new ItemEncoding(null, _reader, StateForm.None).IsEmpty);
    }

    private static PassageEncoder Encoder(IEmbeddingGenerator<string, Embedding<float>> generator, int dimension) => new(generator, new EmbeddingSource("small", dimension));

    private static Item Text(string text, string? heading = null) => new() { Source = text, Ordinal = 0, Heading = heading, Text = text, End = text.Length };
}
