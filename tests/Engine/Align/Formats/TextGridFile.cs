using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Engine.Tests.Align.Formats;

/// <summary>Reads Praat's long text format by its values alone, as Praat does: numbers and quoted texts in order.</summary>
internal static partial class TextGridFile
{
    public static (double End, IReadOnlyList<(string Name, IReadOnlyList<(double Start, double End, string Text)> Intervals)> Tiers) Read(string text)
    {
        var values = new Queue<string>(Value().Matches(Index().Replace(text, "")).Select(match => match.Value));
        Assert.Equal("ooTextFile", Text(values));
        Assert.Equal("TextGrid", Text(values));
        Assert.Equal(0, Number(values));
        var end = Number(values);
        Assert.Equal("<exists>", values.Dequeue());
        var tiers = new List<(string, IReadOnlyList<(double, double, string)>)>();
        for (var count = Number(values); count > 0; count--)
        {
            Assert.Equal("IntervalTier", Text(values));
            var name = Text(values);
            Assert.Equal((0, end), (Number(values), Number(values)));
            tiers.Add((name, [.. Enumerable.Range(0, (int)Number(values)).Select(_ => (Number(values), Number(values), Text(values)))]));
        }
        Assert.Empty(values);
        return (end, tiers);
    }

    private static string Text(Queue<string> values) => values.Dequeue()[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);

    private static double Number(Queue<string> values) => double.Parse(values.Dequeue(), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(item|intervals) \[\d*\]:\s*$", RegexOptions.Multiline)]
    private static partial Regex Index();

    [GeneratedRegex("\"(?:[^\"]|\"\")*\"|<exists>|(?<![\\w\"])-?\\d+(?:\\.\\d+)?(?![\\w\"])")]
    private static partial Regex Value();
}
