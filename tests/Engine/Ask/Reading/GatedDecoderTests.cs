using Rag.Attention;
using Rag.Attention.Caches;
using Rag.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ask.Reading;

[Collection(GlobalGenerator.Name)]
public sealed class GatedDecoderTests : IDisposable
{
    private readonly SmallReader _small = new();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void With_shut_gates_what_it_thinks_is_the_same_bit_for_bit_whatever_the_memory_holds()
    {
        using var off = no_grad();
        var decoder = _small.Model.Decoder;
        foreach (var layer in decoder.Layers) layer.Attention.Gate.Frozen = [0];
        var asked = _small.Model.Ask(_small.Questions("Who built the red tower?"));

        var thoughts = new[] { "Karl built a red tower in Rome.", "Anna was born in Oslo." }.Select(text => Think(asked, Memory(asked, text))).ToArray();

        Assert.Equal(Numbers(thoughts[0]), Numbers(thoughts[1]));
    }

    [Fact]
    public void With_open_gates_the_memory_tells()
    {
        using var off = no_grad();
        var asked = _small.Model.Ask(_small.Questions("Who built the red tower?"));

        var thoughts = new[] { "Karl built a red tower in Rome.", "Anna was born in Oslo." }.Select(text => Think(asked, Memory(asked, text))).ToArray();

        Assert.NotEqual(Numbers(thoughts[0]), Numbers(thoughts[1]));
    }

    [Fact]
    public void Token_by_token_with_caches_it_thinks_what_it_thinks_at_once()
    {
        using var off = no_grad();
        var decoder = _small.Model.Decoder;
        var asked = _small.Model.Ask(_small.Questions("Who built the red tower?"));
        var memory = Memory(asked, "Karl built a red tower in Rome.");
        var projected = decoder.Project(memory);
        var (ids, items) = (memory.Ids.narrow(1, 1, 3), torch.tensor(new long[] { 1, 2, 3 }, 1, 3));
        var told = torch.cat([asked.States, decoder.Begin(1), decoder.Told(ids, items, memory)], 1);

        var atOnce = decoder.forward(told, null, memory, projected);
        var caches = decoder.Layers.Select(_ => new GrowingCache()).ToArray();
        var contexts = caches.Select(cache => new AttentionContext { Cache = cache }).ToArray();
        var prefix = asked.States.shape[1] + 1;
        var parts = new List<Tensor> { decoder.forward(told.narrow(1, 0, prefix), null, memory, projected, contexts) };
        for (var piece = 0; piece < 3; piece++)
            parts.Add(decoder.forward(decoder.Told(ids.narrow(1, piece, 1), items.narrow(1, piece, 1), memory, piece), null, memory, projected, contexts));

        Assert.Equal(Numbers(atOnce), Numbers(torch.cat(parts, 1)), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Pointer_and_vocabulary_are_distributions()
    {
        using var off = no_grad();
        var asked = _small.Model.Ask(_small.Questions("Who built the red tower?"));
        var memory = Memory(asked, "Karl built a red tower in Rome.");
        var h = Think(asked, memory);

        var output = _small.Model.Decoder.Point(h, memory);

        Assert.All(Numbers(output.Pointed.sum(-1)), sum => Assert.Equal(1, sum, 4));
        Assert.All(Numbers(_small.Model.Decoder.Vocabulary(h).exp().sum(-1)), sum => Assert.Equal(1, sum, 4));
        Assert.All(Numbers(output.Pointed.select(2, 1)), first => Assert.Equal(0, first)); // [CLS] is no text
    }

    private DecoderMemory Memory(EncodedQuestions asked, string text)
    {
        var tokens = _small.Passages(new PassageText(text));
        var live = _small.Model.Live.forward(_small.Model.Encode(tokens), asked);
        return _small.Model.Decoder.Remember(live.Memory, tokens, torch.zeros(1, 1));
    }

    private Tensor Think(EncodedQuestions asked, DecoderMemory memory)
    {
        var decoder = _small.Model.Decoder;
        return decoder.forward(torch.cat([asked.States, decoder.Begin(1)], 1), null, memory, decoder.Project(memory));
    }

    private static float[] Numbers(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
