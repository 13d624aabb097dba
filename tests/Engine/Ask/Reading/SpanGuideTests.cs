using Rag.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ask.Reading;

public sealed class SpanGuideTests
{
    private static readonly float[] _pointed = [0, 0.1f, 0.2f, 0.3f, 0.4f];

    [Fact]
    public void It_begins_where_pointer_and_starts_agree_and_never_with_the_end()
    {
        var next = Guide(start: [9, 0, 2, 0, 0], end: [0, 0, 0, 0, 0]).Next([], _pointed, 0.9);

        var expected = new[] { 0, 0, 0.1, 0.2 * Math.Exp(2), 0.3, 0.4 };
        Assert.Equal(expected.Select(x => x / expected.Sum()), next.Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, -2)]
    public void From_there_it_goes_on_or_ends_by_what_decoder_and_ends_say(double own, float better)
    {
        var next = Guide(start: new float[5], end: [0, 1, 1 + better, 1, 0]).Next([Written(1), Written(2)], _pointed, own);

        Assert.Equal(1 / (1 + Math.Exp(-Math.Log(own / (1 - own)) - better)), next[0], 4);
        Assert.Equal(1 - next[0], next[4], 5);
        Assert.Equal(1, next.Sum(), 5);
    }

    [Fact]
    public void Behind_the_last_piece_only_the_end_is_left() =>
        Assert.Equal([1, 0, 0, 0, 0, 0], Guide(start: new float[5], end: new float[5]).Next([Written(4)], _pointed, 0.1));

    private static WrittenToken Written(int item) => new(0, item, 1, 1, []);

    /// <summary>Over one passage of five tokens, the first of which stands for "not here".</summary>
    private static SpanGuide Guide(float[] start, float[] end)
    {
        var kinds = torch.tensor(Enumerable.Range(0, 5).Select(i => (long)(i == 0 ? TokenKind.Special : TokenKind.Text)).ToArray(), 1, 5);
        return new SpanGuide(new LiveStates(torch.tensor(start, 1, 5), torch.tensor(end, 1, 5), torch.empty(0)), new TokenBatch(torch.zeros_like(kinds), kinds));
    }
}
