using System.Text.Json.Nodes;

namespace Rag.Engine.Align.Formats;

/// <summary>Writes all that is known, as segments with their words; what it writes is read as a transcript too.</summary>
public static class AlignmentJson
{
    private const int PerSecond = 1000;

    /// <summary>The alignment as one object; times are seconds to a millisecond.</summary>
    public static JsonObject Of(Alignment alignment)
    {
        var words = TimedWord.All(alignment, PerSecond);
        return new JsonObject
        {
            ["source"] = alignment.Source,
            ["seconds"] = Math.Round(alignment.Seconds, 3),
            ["coverage"] = Math.Round(alignment.Coverage, 4),
            ["confidence"] = Math.Round(alignment.Confidence, 4),
            ["text"] = alignment.Text,
            ["segments"] = new JsonArray([.. TimedSegment.All(words).Select(Segment)]),
            ["unwritten"] = new JsonArray([.. alignment.Unwritten.Select(stretch => new JsonObject
            {
                ["start"] = Math.Round(stretch.Start, 3),
                ["end"] = Math.Round(stretch.End, 3),
            })]),
        };
    }

    /// <summary>What a status is called in files: "aligned", "estimated" or "not in audio".</summary>
    public static string NameOf(WordStatus status) => status switch
    {
        WordStatus.Aligned => "aligned",
        WordStatus.Estimated => "estimated",
        _ => "not in audio",
    };

    private static JsonObject Segment(TimedSegment segment) => new()
    {
        ["start"] = Seconds(segment.Start),
        ["end"] = Seconds(segment.End),
        ["text"] = segment.Text,
        ["words"] = new JsonArray([.. segment.Words.Select(word => new JsonObject
        {
            ["word"] = word.Text,
            ["start"] = Seconds(word.Start),
            ["end"] = Seconds(word.End),
            ["confidence"] = Math.Round(word.Word.Confidence, 4),
            ["status"] = NameOf(word.Word.Status),
        })]),
    };

    private static double Seconds(long milliseconds) => milliseconds / 1000.0;
}
