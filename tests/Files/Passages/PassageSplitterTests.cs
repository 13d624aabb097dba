using System.Text;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Tests.Files.Passages;

public class PassageSplitterTests
{
    private static readonly PassageSplitter _splitter = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_word_of_every_block_is_in_exactly_one_passage_and_hidden_words_are_in_none(int seed)
    {
        var document = RandomDocument.Create(new Random(seed));

        var passages = _splitter.Split(document);

        var covered = new int[document.Text.Length];
        foreach (var passage in passages)
        {
            Assert.Equal(document.Text[passage.Start..passage.End], passage.Text);
            for (var i = passage.Start; i < passage.End; i++) covered[i]++;
        }
        Assert.Equal(passages.OrderBy(passage => passage.Start), passages);
        var inBlock = new bool[document.Text.Length];
        foreach (var block in document.Blocks) Array.Fill(inBlock, true, block.Start, block.End - block.Start);
        for (var i = 0; i < inBlock.Length; i++)
        {
            if (char.IsLetterOrDigit(document.Text[i])) Assert.Equal(inBlock[i] ? 1 : 0, covered[i]);
        }
    }

    [Fact]
    public void Each_sentence_knows_the_page_it_begins_on()
    {
        const string text = "One. Two goes on. Three.";
        var document = new Document(text, [new Block(BlockKind.Paragraph, 0, 13, Page: 1), new Block(BlockKind.Paragraph, 14, text.Length, Page: 2)]);

        Assert.Equal([1, 1, 2], Assert.Single(_splitter.Split(document)).Sentences.Select(sentence => sentence.Page!.Value));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_passage_is_larger_than_the_options_allow(int seed)
    {
        var document = RandomDocument.Create(new Random(seed));
        var splitter = new PassageSplitter(new PassageOptions { MinWords = 20, MaxWords = 40 });

        Assert.All(splitter.Split(document), passage => Assert.InRange(WordCounter.Count(passage.Text), 0, 40.5)); // marks between blocks come on top
    }

    [Fact]
    public void A_paragraph_that_fits_is_not_cut_and_neighbours_are_joined_to_size()
    {
        var paragraphs = Enumerable.Range(0, 10).Select(i => Words(60, $"p{i}") + ".").ToArray();

        var passages = _splitter.Split(PlainText(string.Join("\n\n", paragraphs)));

        Assert.All(passages, passage => Assert.InRange(Count(passage.Text), 100, 200));
        Assert.Equal(paragraphs, passages.SelectMany(passage => passage.Text.Split("\n\n")));
    }

    [Fact]
    public void A_long_paragraph_is_cut_between_sentences()
    {
        var sentences = Enumerable.Range(0, 40).Select(i => $"S{i} " + Words(11, "word") + ".");

        var passages = _splitter.Split(PlainText(string.Join(' ', sentences)));

        Assert.All(passages, passage =>
        {
            Assert.StartsWith("S", passage.Text, StringComparison.Ordinal);
            Assert.EndsWith(".", passage.Text, StringComparison.Ordinal);
            Assert.InRange(Count(passage.Text), 100, 200);
        });
    }

    [Fact]
    public void A_sentence_longer_than_a_passage_is_cut_at_clauses()
    {
        var clauses = Enumerable.Range(0, 30).Select(i => Words(20, $"c{i}"));

        var passages = _splitter.Split(PlainText(string.Join(", ", clauses) + "."));

        Assert.True(passages.Count >= 3);
        Assert.All(passages.SkipLast(1), passage => Assert.EndsWith(",", passage.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Text_without_spaces_is_cut_into_passages_of_bounded_size()
    {
        var passages = _splitter.Split(PlainText(new string('x', 100_000)));

        Assert.All(passages, passage => Assert.InRange(passage.Text.Length, 1, 200 * 24));
        Assert.Equal(100_000, passages.Sum(passage => passage.Text.Length));
    }

    [Fact]
    public void A_heading_begins_a_passage_that_knows_the_headings_above_it()
    {
        var passages = _splitter.Split(Markdown(
            $"# Museum\n\n## Opening *hours*\n\n{Words(120, "hours")}.\n\n## Tickets\n\n{Words(120, "price")}.\n\n# Shop\n\n{Words(90, "cup")}."));

        Assert.Equal(["Museum > Opening hours", "Museum > Tickets", "Shop"], passages.Select(passage => passage.Heading));
        Assert.StartsWith("# Museum", passages[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("## Tickets", passages[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_tiny_sections_are_joined_under_the_heading_they_share()
    {
        var entries = Enumerable.Range(0, 40).Select(i => $"## Term {i}\n\nIts meaning is short.");

        var passages = _splitter.Split(Markdown("# Glossary\n\n" + string.Join("\n\n", entries)));

        Assert.InRange(passages.Count, 2, 8);
        Assert.All(passages, passage => Assert.Equal("Glossary", passage.Heading));
        Assert.All(passages.Skip(1), passage => Assert.StartsWith("## Term", passage.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a.csv", "town,people,mayor\n", "Oxley,12000,Ann Roe\n", "town,people,mayor")]
    [InlineData("a.tsv", "town\tpeople\n", "Oxley\t12000\n", "town people")]
    [InlineData("a.md", "# Towns\n\n| town | 2024 |\n|---|---|\n", "| Oxley | 12000 |\n", "Towns > town | 2024")]
    [InlineData("a.html", "<h1>Towns</h1><table><tr><th>town</th><th>2024</th></tr>", "<tr><td>Oxley</td><td>12000</td></tr>", "Towns > town | 2024")]
    public void Rows_far_from_the_names_of_their_columns_stand_under_them(string path, string header, string row, string heading)
    {
        var document = new DocumentReader().Read(path, Encoding.UTF8.GetBytes(header + string.Concat(Enumerable.Repeat(row, 300))));

        var passages = _splitter.Split(document);

        Assert.True(passages.Count > 3);
        Assert.All(passages.Skip(1), passage => Assert.Equal(heading, passage.Heading));
        Assert.All(passages, passage => Assert.Equal(document.Text[passage.Start..passage.End], passage.Text));
        Assert.Equal(SentenceKind.HeaderRow, passages[0].Sentences[0].Kind);
    }

    [Fact]
    public void A_row_that_names_columns_is_never_a_passage_of_its_own()
    {
        var document = new DocumentReader().Read("a.csv", Encoding.UTF8.GetBytes($"{Words(80, "name")},note\n{Words(195, "12")},x\n"));

        var passages = _splitter.Split(document);

        Assert.Equal([SentenceKind.HeaderRow, SentenceKind.Row], passages[0].Sentences.Select(sentence => sentence.Kind));
        Assert.All(passages, passage => Assert.InRange(WordCounter.Count(passage.Text), 0, 200.001));
    }

    [Fact]
    public void Records_of_a_list_name_no_columns() => Assert.All(
        Assert.Single(_splitter.Split(new DocumentReader().Read("a.json", "[\"Red\", \"Green, blue\"]"u8.ToArray()))).Sentences,
        sentence => Assert.Equal(SentenceKind.Row, sentence.Kind));

    [Fact]
    public void A_heading_is_not_left_behind_at_the_end_of_a_passage()
    {
        var heading = "## B" + Words(15, " b");
        var passages = _splitter.Split(Markdown($"# A\n\n{Words(70, "a")}.\n\n{heading}\n\n{Words(95, "Bee")}. {Words(95, "Bee")}."));

        Assert.DoesNotContain(passages, passage => passage.Text.EndsWith(heading, StringComparison.Ordinal));
    }

    [Fact]
    public void Chinese_passages_hold_about_as_much_as_English_ones()
    {
        var paragraph = string.Concat(Enumerable.Range(0, 60).Select(_ => "这座小博物馆收藏了许多旧地图。"));

        var passages = _splitter.Split(PlainText(paragraph));

        Assert.All(passages, passage => Assert.InRange(passage.Text.Length, 160, 360));
        Assert.All(passages, passage => Assert.EndsWith("。", passage.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_sentence_that_runs_over_a_page_break_is_not_cut_there()
    {
        const string text = "The first page ends in\nthe middle. The second begins.";
        var document = new Document(text, [
            new Block(BlockKind.Paragraph, 0, 22, Page: 1), new Block(BlockKind.Paragraph, 23, text.Length, Page: 2)]);

        var passages = new PassageSplitter(new PassageOptions { MinWords = 3, MaxWords = 8 }).Split(document);

        Assert.Equal([(1, "The first page ends in\nthe middle."), (2, "The second begins.")],
            passages.Select(passage => (passage.Page!.Value, passage.Text)));
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PassageOptions { MinWords = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PassageSplitter(new PassageOptions { MinWords = 300 }));
    }

    private static Document PlainText(string text) => new DocumentReader().Read("a.txt", Encoding.UTF8.GetBytes(text));

    private static Document Markdown(string text) => new DocumentReader().Read("a.md", Encoding.UTF8.GetBytes(text));

    private static string Words(int count, string word) => string.Join(' ', Enumerable.Repeat(word, count));

    private static int Count(string text) => text.Split(' ', '\n').Length;
}
