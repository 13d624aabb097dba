using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Engine.Caption;

namespace Rag.Tests.Engine.Caption;

[Collection(GlobalGenerator.Name)]
public sealed class CaptionDecoderTests
{
    private readonly Lexicon _lexicon = new(SmallCaptioner.Vocabulary);

    [Fact]
    public void Without_retrieved_captions_nothing_is_copied_and_all_is_finite()
    {
        using var scope = NewDisposeScope();
        using var decoder = SmallCaptioner.Decoder();
        var (h, memory) = Read(decoder, [RetrievedCaptions.None]);
        var (pointed, copies) = decoder.Point(h, memory);

        Assert.Equal(0, copies.abs().max().item<float>());
        Assert.All(pointed.Floats(), number => Assert.True(float.IsFinite(number)));
        Assert.All(h.Floats(), number => Assert.True(float.IsFinite(number)));
    }

    [Fact]
    public void Captions_are_read_the_same_beside_longer_ones()
    {
        using var scope = NewDisposeScope();
        using var decoder = SmallCaptioner.Decoder();
        var few = SmallCaptioner.Retrieved(_lexicon, "a dog runs");
        var many = SmallCaptioner.Retrieved(_lexicon, "a red dog runs on grass", "a frog sits", "the cat");

        var (alone, _) = Read(decoder, [few]);
        var (beside, _) = Read(decoder, [few, many]);

        Same(alone[0], beside[0]);
    }

    [Fact]
    public void The_captions_of_a_picture_that_lie_in_one_row_do_not_read_each_other()
    {
        using var scope = NewDisposeScope();
        using var decoder = SmallCaptioner.Decoder();
        var memory = decoder.Encode(Memory([SmallCaptioner.Retrieved(_lexicon, "a dog runs")]));
        var projected = decoder.Project(memory);
        int[] one = Ids("a dog runs"), other = Ids("the blue cat");
        var apart = new AttentionContext { QueryDocuments = torch.tensor(new long[] { 0, 0, 0, 1, 1, 1 }), KeyDocuments = torch.tensor(new long[] { 0, 0, 0, 1, 1, 1 }) };

        var both = decoder.forward(Told(decoder, [.. one, .. other], [0, 1, 2, 0, 1, 2]), memory, projected, [apart, apart]);
        var alone = decoder.forward(Told(decoder, other, [0, 1, 2]), memory, projected);

        Same(alone[0], both[0].narrow(0, 3, 3));
        foreach (var cache in projected) cache.Dispose();
    }

    [Fact]
    public void A_word_knows_those_beside_it_in_its_own_caption_only()
    {
        using var scope = NewDisposeScope();
        using var decoder = SmallCaptioner.Decoder();
        var first = decoder.Encode(Memory([SmallCaptioner.Retrieved(_lexicon, "a dog runs", "the cat sits")])).States[0]; // (cells + 6, width)
        var changed = decoder.Encode(Memory([SmallCaptioner.Retrieved(_lexicon, "a dog runs", "red cat sits")])).States[0];
        var differs = (first - changed).abs().max(-1).values.gt(1e-5).data<bool>().ToArray()[SmallCaptioner.Cells..];

        Assert.Equal([false, false, false, true, true, false], differs);
    }

    private (Tensor H, EncodedMemory Memory) Read(CaptionDecoder decoder, RetrievedCaptions[] retrieved)
    {
        var memory = decoder.Encode(Memory(retrieved));
        var projected = decoder.Project(memory);
        var h = decoder.forward(Told(decoder, [CaptionVocabulary.Begin(CaptionLanguage.En), .. Ids("the dog")], [0, 1, 2], retrieved.Length), memory, projected);
        foreach (var cache in projected) cache.Dispose();
        return (h, memory);
    }

    private CaptionMemory Memory(RetrievedCaptions[] retrieved) =>
        CaptionMemory.Of(SmallCaptioner.Patches(retrieved.Length), retrieved, (_, word) => _lexicon.Told(word));

    private int[] Ids(string words) => [.. CaptionWords.Of(words).Select(_lexicon.Id)];

    private static Tensor Told(CaptionDecoder decoder, int[] ids, long[] positions, int rows = 1) =>
        decoder.Told(torch.tensor(ids.Select(id => (long)id).ToArray(), 1, ids.Length).expand(rows, -1), torch.tensor(positions));

    private static void Same(Tensor expected, Tensor actual) => Assert.InRange((expected - actual).abs().max().item<float>(), 0, 1e-4);
}
