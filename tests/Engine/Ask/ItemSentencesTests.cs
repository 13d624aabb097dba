using Rag.Engine.Ask;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Tests.Ask;

public sealed class ItemSentencesTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(5, 4)]
    [InlineData(9, 4)]
    public void A_place_is_on_the_page_of_its_sentence(int place, int page)
    {
        var passage = new Passage(
            100, 109, "One. Two.", 3, null, [new PassageSentence(100, 104, SentenceKind.Prose, 3), new PassageSentence(105, 109, SentenceKind.Prose, 4)]);
        var item = new Item
        {
            Source = "a.pdf",
            Ordinal = 0,
            Start = 100,
            End = 109,
            Page = 3,
            Text = passage.Text,
            Metadata = ItemSentences.Metadata(passage),
        };

        Assert.Equal(page, ItemSentences.PageAt(item, place));
    }
}
