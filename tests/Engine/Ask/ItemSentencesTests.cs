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

    [Fact]
    public void A_row_stands_under_the_names_of_its_columns_and_the_text_after_the_table_does_not()
    {
        const string text = "town,people\nOxley,12\nDone.";
        var passage = new Passage(0, text.Length, text, null, "Towns", [
            new PassageSentence(0, 11, SentenceKind.HeaderRow), new PassageSentence(12, 20, SentenceKind.Row), new PassageSentence(21, 26, SentenceKind.Prose)]);
        var item = new Item { Source = "a.csv", Ordinal = 0, Heading = "Towns", Text = text, Metadata = ItemSentences.Metadata(passage) };

        Assert.Equal(["Towns\ntown,people", "Towns\ntown,people", "Towns"], ItemSentences.Of(item).Select(sentence => sentence.Heading));
    }
}
