using Rag.Encoders.DataSets;
using Rag.Files.Passages;
using Rag.Training.Reading;
using Rag.Training.Reading.Data;
using Rag.Training.Reading.Data.Documentation;

namespace Rag.Training.Tests.Reading.Data;

public sealed class ReadingDataTests
{
    private const string Squad = """
        {"data": [{"title": "Lights", "paragraphs": [{"context": "The light was lit in 1847.", "qas": [
          {"id": "1", "question": "When was the light lit?", "answers": [{"text": "1847", "answer_start": 21}]}]}]}]}
        """;

    [Fact]
    public async Task Each_path_is_read_by_what_it_is()
    {
        using var folder = new TemporaryFolder();
        var squad = folder.Write("squad/train.json", Squad);
        folder.Write("tales/section-stories/train/the-mill-story.csv", "section,text\n1,\"An old man lived, so they say, in the mill.\"\n");
        folder.Write("tales/questions/train/the-mill-questions.csv", """
            question_id,cor_section,question,answer1
            1,1,Who lived in the mill?,an old man
            2,1,Why did he live there?,He liked it.
            3,"1,2",Where was it?,mill
            """);
        folder.Write("med/1_Test_QA/0001.xml", """
            <Document><Focus>Cold</Focus><QAPairs><QAPair><Question>What is a cold ?</Question>
            <Answer>What is a cold? A cold is an illness of the nose. It passes.</Answer></QAPair>
            <QAPair><Question>What causes it ?</Question><Answer></Answer></QAPair></QAPairs></Document>
            """);
        folder.Write("docs/guide.md", "# Install\n\nText.\n\n## Installing the lamp\n\n```sh\n$ lamp setup\n```\n");
        ReadingSetFile.Write(folder["made.bin"], await ReadingData.LoadAsync([squad], seed: 1));

        var set = await ReadingData.LoadAsync([squad, folder["tales"], folder["med"], folder["docs"], folder["made.bin"]], seed: 1);

        Assert.Equal(
            [
                "squad: When was the light lit? 1847",
                "fairytaleqa: Who lived in the mill? An old man",
                "medquad: What is a cold? A cold is an illness of the nose",
                "docs: how-to: lamp setup",
                "squad: When was the light lit? 1847",
            ],
            set.Questions.Select(question => question.Kind == "docs: how-to"
                ? $"{question.Kind}: {Answer(set, question)}"
                : $"{question.Kind}: {question.Text} {Answer(set, question)}"));
    }

    [Fact]
    public async Task Questions_that_people_wrote_are_read_with_the_folder_beside_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lamp/guide.md", "# Lamp\n\nThe old one took 8 watts.\n\n## Power\n\nThe new one takes 8 watts at night.\n");
        folder.Write("lamp/other.md", "# Other\n\nThe lamp is red.\n");
        var file = folder.Write("lamp.questions.jsonl", """
            {"question": "consumption in the dark?", "answers": ["8 watts"], "source": "guide.md", "context": "The new one takes 8 watts at"}
            {"question": "how much does it weigh", "answers": ["two stone"], "source": "guide.md"}
            {"question": "which colour", "answers": ["red"], "source": "other.md"}
            """);

        var set = await ReadingData.LoadAsync([file], seed: 1);

        Assert.Equal(["consumption in the dark?: 8 watts", "which colour: red"], set.Questions.Select(question => $"{question.Text}: {Answer(set, question)}"));
        Assert.Contains("new", set.Passages[set.Questions[0].Passage!.Value].Text[..set.Questions[0].Answers[0].Start], StringComparison.Ordinal);
        Assert.All(set.Questions, question => Assert.DoesNotContain(question.Passage!.Value, question.Distractors));
    }

    [Fact]
    public async Task Questions_that_give_their_answers_place_need_no_words_of_the_documents()
    {
        using var folder = new TemporaryFolder();
        const string Guide = "# Lamp\n\nThe old one took 8 watts.\n\n## Power\n\nThe new one takes **8 watts** at night.\n";
        folder.Write("lamp/guide.md", Guide);
        var start = Guide.LastIndexOf("8 watts", StringComparison.Ordinal);
        var place = AnswerPlace.Of("It takes 8 watts", new TextSpan(9, 16)); // read without markup, when it was written
        var file = folder.Write("lamp.questions.jsonl", $$$"""
            {"question": "consumption in the dark?", "source": "guide.md", "place": {"start": {{{start - 9}}}, "letters": {{{place.Letters}}}, "fingerprint": {{{place.Fingerprint}}}}}
            {"question": "and by day?", "source": "guide.md", "place": {"start": {{{start}}}, "letters": 0, "fingerprint": 0}}
            {"question": "which colour", "source": "guide.md", "place": {"start": 0, "letters": 3, "fingerprint": 12}}
            """);

        var set = await ReadingData.LoadAsync([file], seed: 1);

        Assert.Equal(["consumption in the dark?", "and by day?"], set.Questions.Select(question => question.Text));
        Assert.Equal("8 watts", Answer(set, set.Questions[0]));
        Assert.Contains("new", set.Passages[set.Questions[0].Passage!.Value].Text[..set.Questions[0].Answers[0].Start], StringComparison.Ordinal);
        Assert.Empty(set.Questions[1].Answers);
        Assert.Contains(set.Questions[0].Passage!.Value, set.Questions[1].Distractors); // nothing answers it there
    }

    [Fact]
    public async Task A_line_that_is_no_question_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lamp/guide.md", "# Lamp\n\nIt is red.\n");
        var e = await Assert.ThrowsAsync<DataSetException>(() => ReadingData.LoadAsync([folder.Write("lamp.questions.jsonl", "{\"question\": \"which colour\"}")], seed: 1));
        Assert.Contains("line 1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_set()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 12; i++) folder.Write($"docs/{i}.md", $"# Page {i}\n\n## Setting up the lamp {i}\n\nUse the switch {i} to do it.\n");
        var (once, again) = (await ReadingData.LoadAsync([folder["docs"]], seed: 7), await ReadingData.LoadAsync([folder["docs"]], seed: 7));
        Assert.NotEmpty(once.Questions);
        Assert.Equal(once.Questions.Select(question => question.Text), again.Questions.Select(question => question.Text));
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_named()
    {
        var e = await Assert.ThrowsAsync<DataSetException>(() => ReadingData.LoadAsync(["/no/such/place"], seed: 1));
        Assert.StartsWith("/no/such/place: ", e.Message, StringComparison.Ordinal);
    }

    [SharedFact("data/text/drcd/DRCD_test.json")]
    public async Task Every_answer_of_a_published_set_stands_in_its_passage_and_in_no_distractor()
    {
        var set = await ReadingData.LoadAsync([SharedData.Path("data/text/drcd/DRCD_test.json")], seed: 1);
        foreach (var question in set.Questions.Where(question => question.Passage is not null))
        {
            var answer = Answer(set, question);
            Assert.NotEmpty(answer);
            Assert.DoesNotContain(question.Distractors, i => set.Passages[i].Text.Contains(answer, StringComparison.OrdinalIgnoreCase));
        }
        Assert.InRange(set.Questions.Count(question => question.Passage is null), set.Questions.Count / 20, set.Questions.Count / 8);
    }

    private static string Answer(ReadingSet set, ReadingQuestion question) =>
        set.Passages[question.Passage!.Value].Text[question.Answers[0].Start..question.Answers[0].End];
}
