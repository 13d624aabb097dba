using Rag.Encoders.DataSets;
using Rag.Files.Passages;
using Rag.Training.Reading;
using Rag.Training.Reading.Data;

namespace Rag.Training.Tests.Reading.Data;

public sealed class ReadingSetFileTests
{
    private static readonly ReadingSet _set = new(
        [new ReadingPassage("The light was lit in 1847.", "Harbour > Lights"), new ReadingPassage("灯塔建于1850年。")],
        [
            new ReadingQuestion("When was it lit?", 0, [new TextSpan(21, 25)], [1], "test"),
            new ReadingQuestion("灯塔是谁建的？", null, [], [1, 0], "test, unanswerable"),
        ]);

    [Fact]
    public void A_set_comes_back_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        ReadingSetFile.Write(folder["set.bin"], _set);

        Assert.True(ReadingSetFile.IsAt(folder["set.bin"]));
        var read = ReadingSetFile.Read(folder["set.bin"]);

        Assert.Equal(_set.Passages, read.Passages);
        Assert.Equal(_set.Questions.Select(Shown), read.Questions.Select(Shown));
    }

    [Fact]
    public void What_is_no_such_file_or_damaged_is_told_by_its_path()
    {
        using var folder = new TemporaryFolder();
        Assert.False(ReadingSetFile.IsAt(folder.Write("other.bin", "RAGREAD")));
        ReadingSetFile.Write(folder["set.bin"], _set);
        var whole = File.ReadAllBytes(folder["set.bin"]);
        foreach (var length in new[] { 8, 12, whole.Length / 2 })
        {
            var cut = folder.Write("cut.bin", whole[..length]);
            Assert.Contains(cut, Assert.Throws<DataSetException>(() => ReadingSetFile.Read(cut)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Answers_outside_their_passage_are_refused()
    {
        using var folder = new TemporaryFolder();
        ReadingSetFile.Write(folder["set.bin"], _set with { Questions = [_set.Questions[0] with { Answers = [new TextSpan(21, 99)] }] });
        Assert.Throws<DataSetException>(() => ReadingSetFile.Read(folder["set.bin"]));
    }

    private static string Shown(ReadingQuestion question) =>
        $"{question.Text}|{question.Passage}|{string.Join(',', question.Answers)}|{string.Join(',', question.Distractors)}|{question.Kind}";
}
