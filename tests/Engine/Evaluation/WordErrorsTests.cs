using Rag.Encoders.DataSets;
using Rag.Engine.Evaluation;

namespace Rag.Engine.Tests.Evaluation;

public sealed class WordErrorsTests
{
    [Theory]
    [InlineData("It's late, Tom!", "its LATE tom", 0, 3)]
    [InlineData("a b c d", "a x c", 2, 4)]
    [InlineData("one", "", 1, 1)]
    [InlineData("one two", "nought one and two", 2, 2)]
    public void Words_are_compared_without_case_and_punctuation(string said, string written, int errors, int length) =>
        Assert.Equal(new WordErrors(errors, length), WordErrors.OfWords(said, written));

    [Fact]
    public void Characters_are_compared_without_spaces()
    {
        Assert.Equal(new WordErrors(1, 5), WordErrors.OfCharacters("Hello,", "Hallo"));
        Assert.Equal(new WordErrors(1, 3), WordErrors.OfCharacters("我是你", "我 你"));
        Assert.Equal(0.4, WordErrors.Sum([new(1, 3), new(1, 2)]).Rate);
    }

    [Fact]
    public void The_fewest_errors_are_those_of_a_plain_search()
    {
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            string Draw() => string.Join(' ', Enumerable.Range(0, random.Next(6)).Select(_ => "abc"[random.Next(3)]));
            var (said, written) = (Draw(), Draw());
            Assert.Equal(Plain(said.Split(' ', StringSplitOptions.RemoveEmptyEntries), written.Split(' ', StringSplitOptions.RemoveEmptyEntries)), WordErrors.OfWords(said, written).Errors);
        }
    }

    [Fact]
    public void A_manifest_lists_recordings()
    {
        using var folder = new TemporaryFolder();
        folder.Write("manifest.tsv", "file\tseconds\ttext\naudio/a.wav\t1.5\tHello there\n");

        var recording = Assert.Single(SpokenText.ReadAll(folder.Path));

        Assert.Equal(("audio/a.wav", folder["audio/a.wav"], 1.5, "Hello there"), (recording.File, recording.Path, recording.Seconds, recording.Text));
        folder.Write("manifest.tsv", "file\tseconds\ttext\na.wav\tlong\tHello\n");
        Assert.Contains("manifest.tsv: line 2", Assert.Throws<DataSetException>(() => SpokenText.ReadAll(folder.Path)).Message, StringComparison.Ordinal);
        folder.Write("manifest.tsv", "name\ttext\n");
        Assert.Contains("line 1", Assert.Throws<DataSetException>(() => SpokenText.ReadAll(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<DataSetException>(() => SpokenText.ReadAll(folder["none"]));
    }

    private static int Plain(ReadOnlySpan<string> said, ReadOnlySpan<string> written)
    {
        if (said.IsEmpty || written.IsEmpty) return said.Length + written.Length;
        var replaced = Plain(said[1..], written[1..]) + (said[0] == written[0] ? 0 : 1);
        return Math.Min(replaced, 1 + Math.Min(Plain(said[1..], written), Plain(said, written[1..])));
    }
}
