using Rag.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ask.Reading;

[Collection(GlobalGenerator.Name)]
public sealed class ReaderTokensTests : IDisposable
{
    private readonly SmallReader _reader = new();

    public void Dispose() => _reader.Dispose();

    [Fact]
    public void A_heading_is_read_before_the_text_and_places_count_in_the_text()
    {
        var tokens = ReaderTokens.OfPassage(_reader.Tokenizer, new PassageText("Anna lived in Rome.", "The old city"), 40);

        Assert.Equal("1 2 2 2 3 3 3 3 3 1", string.Join(' ', tokens.Kinds));
        Assert.Equal((0, 4), tokens.Offsets[4]);
        Assert.Equal((14, 18), tokens.Offsets[7]);
    }

    [Fact]
    public void A_stretch_of_the_text_is_found_by_the_tokens_it_touches()
    {
        var tokens = ReaderTokens.OfPassage(_reader.Tokenizer, new PassageText("Anna lived in Rome.", "Rome"), 40);

        Assert.Equal((2, 2), tokens.Find(0, 4));
        Assert.Equal((4, 5), tokens.Find(11, 18));
        Assert.Null(tokens.Find(30, 34));
    }

    [Fact]
    public void What_was_cut_off_is_not_found()
    {
        var tokens = ReaderTokens.OfPassage(_reader.Tokenizer, new PassageText("Anna lived in Rome."), 5);

        Assert.Equal(5, tokens.Count);
        Assert.Null(tokens.Find(14, 18));
        Assert.Null(tokens.Find(5, 18)); // only its beginning is there
        Assert.Equal((2, 2), tokens.Find(5, 10));
    }
}
