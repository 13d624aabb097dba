using System.Text.Json;
using Rag.Engine.Evaluation.Captions;

namespace Rag.Tests.Engine.Evaluation.Captions;

public sealed class CaptionScoresTests
{
    private const string Reference = "golden/metrics/captions.json";

    [SharedFact(Reference)]
    public void The_scores_are_those_of_the_reference_implementation()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Path(Reference)));
        var sets = document.RootElement.GetProperty("sets").EnumerateArray().ToList();
        Assert.NotEmpty(sets);
        foreach (var set in sets)
        {
            var scores = CaptionScores.Of([.. set.GetProperty("items").EnumerateArray().Select(Item)]);

            for (var n = 1; n <= 4; n++) Assert.Equal(Score($"BLEU-{n}"), scores.Bleu[n - 1], 6);
            Assert.Equal(Score("ROUGE-L"), scores.RougeL, 6);
            Assert.Equal(Score("CIDEr-D"), scores.Cider, 6);

            double Score(string name) => set.GetProperty("scores").GetProperty(name).GetDouble();
        }
    }

    [Fact]
    public void A_caption_that_people_wrote_scores_best_and_an_empty_one_nothing()
    {
        string[][] references = [["a", "dog", "runs", "in", "the", "snow"], ["two", "men", "on", "a", "red", "boat"]];
        var right = CaptionScores.Of([.. references.Select(words => new JudgedCaption(words, [words]))]);
        var empty = CaptionScores.Of([.. references.Select(words => new JudgedCaption([], [words]))]);

        Assert.Equal((1, 1, 10), (Math.Round(right.Bleu[3], 6), right.RougeL, Math.Round(right.Cider, 6)));
        Assert.Equal((0, 0, 0), (Math.Round(empty.Bleu[0], 6), empty.RougeL, empty.Cider));
    }

    // Split at spaces, as the reference was: its hand-made captions have apostrophes.
    private static JudgedCaption Item(JsonElement item) => new(
        item.GetProperty("candidate").GetString()!.Split(' '), [.. item.GetProperty("references").EnumerateArray().Select(reference => reference.GetString()!.Split(' '))]);
}
