using Rag.Attention.Inference;
using Rag.Engine.Caption;

namespace Rag.Tests.Engine.Caption;

[Collection(GlobalGenerator.Name)]
public sealed class CaptionSearchTests
{
    private readonly Lexicon _lexicon = new(SmallCaptioner.Vocabulary);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_is_written_with_caches_has_the_probability_that_the_equation_gives(int beams)
    {
        using var scope = NewDisposeScope();
        using var decoder = SmallCaptioner.Decoder();
        var memory = Memory(SmallCaptioner.Patches(1), SmallCaptioner.Retrieved(_lexicon, "a frog runs on grass", "a red frog"));
        var written = new CaptionSearch(decoder, _lexicon, new CaptionWritingOptions { Beams = beams }).Write(memory, CaptionLanguage.En)[0];

        Assert.NotEmpty(written);
        foreach (var beam in written.Where(beam => beam.Words.Count < decoder.Options.Words)) // that ended by themselves
            Assert.Equal(LogProbability(decoder, memory, beam.Words), beam.LogProbability, 3);
    }

    [Fact]
    public void A_picture_gets_the_caption_that_it_gets_alone()
    {
        using var scope = NewDisposeScope();
        using var decoder = SmallCaptioner.Decoder();
        var patches = SmallCaptioner.Patches(3);
        RetrievedCaptions[] retrieved = [SmallCaptioner.Retrieved(_lexicon, "a frog runs"), RetrievedCaptions.None, SmallCaptioner.Retrieved(_lexicon, "the toad sits on grass", "a cat")];
        var search = new CaptionSearch(decoder, _lexicon, new CaptionWritingOptions());
        var together = search.Write(Memory(patches, retrieved), CaptionLanguage.En);

        for (var i = 0; i < 3; i++)
        {
            var alone = search.Write(Memory(patches.narrow(0, i, 1), retrieved[i]), CaptionLanguage.En)[0];
            Assert.Equal(alone.Select(beam => beam.Words), together[i].Select(beam => beam.Words));
        }
    }

    [Fact]
    public void Captions_obey_the_rules_and_more_beams_find_a_likelier_one()
    {
        using var scope = NewDisposeScope();
        using var decoder = SmallCaptioner.Decoder(3);
        var memory = Memory(SmallCaptioner.Patches(1), RetrievedCaptions.None);
        CaptionBeam[] best = [.. new[] { 1, 12 }.Select(beams => new CaptionSearch(decoder, _lexicon, new CaptionWritingOptions { Beams = beams, LeastWords = 3 })
            .Write(memory, CaptionLanguage.En)[0].MaxBy(beam => beam.LogProbability)!)];

        Assert.True(best[1].LogProbability >= best[0].LogProbability - 1e-4);
        Assert.All(best, beam => Assert.InRange(beam.Words.Count, 3, decoder.Options.Words));
        Assert.All(best, beam => Assert.All(beam.Words, word => Assert.True(CaptionVocabulary.IsWord(word))));
    }

    private CaptionMemory Memory(Tensor patches, params RetrievedCaptions[] retrieved) => CaptionMemory.Of(patches, retrieved, (_, word) => _lexicon.Told(word));

    /// <summary>Word by word, each time from the beginning: p = s pointer + (1 - s) vocabulary.</summary>
    private double LogProbability(CaptionDecoder decoder, CaptionMemory picture, IReadOnlyList<int> words)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var memory = decoder.Encode(picture);
        var sum = 0.0;
        for (var step = 0; step <= words.Count; step++)
        {
            long[] told = [CaptionVocabulary.Begin(CaptionLanguage.En), .. words.Take(step).Select(word => (long)_lexicon.Told(word))];
            var projected = decoder.Project(memory);
            var h = decoder.forward(decoder.Told(torch.tensor(told, 1, told.Length), torch.arange(told.Length, dtype: int64)), memory, projected).narrow(1, step, 1);
            foreach (var cache in projected) cache.Dispose();
            var (pointed, copies) = decoder.Point(h, memory);
            var next = step == words.Count ? CaptionVocabulary.End : words[step];
            var copied = pointed.Floats().Zip(memory.Words.data<long>().ToArray()).Where(place => place.Second == next).Sum(place => place.First);
            var drawn = next < decoder.Options.Vocabulary ? decoder.Vocabulary(h)[0, 0, next].exp().item<float>() : 0;
            var s = copies.item<float>();
            sum += Math.Log((s * copied) + ((1 - s) * drawn));
        }
        return sum;
    }
}
