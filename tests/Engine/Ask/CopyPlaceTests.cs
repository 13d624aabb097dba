using Rag.Engine.Ask;
using Rag.Memory;

namespace Rag.Engine.Tests.Ask;

public sealed class CopyPlaceTests
{
    [Theory]
    [InlineData("built in 1911", 114, 127)]
    [InlineData("built in 1912", 100, 132)]
    public void A_copy_stands_where_its_text_does_and_as_a_whole_where_it_says_it_otherwise(string text, int start, int end)
    {
        var copy = new Item { Source = "b.txt", Ordinal = 3, Start = 100, End = 132, Page = 2, Text = "The dome was, built in 1911, by." };
        Assert.Equal(new CopyPlace("b.txt", start, end, 2), CopyPlace.Of(copy, text));
    }
}
