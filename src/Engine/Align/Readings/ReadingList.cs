namespace Rag.Engine.Align.Readings;

/// <summary>Lists of readings, the likeliest first and never more than a lattice can carry.</summary>
internal static class ReadingList
{
    /// <summary>How many ways of saying a word are kept.</summary>
    public const int Most = 8;

    /// <summary>Each once, as far as there is room.</summary>
    public static IReadOnlyList<string> Of(params IEnumerable<string> readings) =>
        [.. readings.Select(reading => string.Join(' ', reading.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(reading => reading.Length > 0).Distinct().Take(Most)];

    /// <summary>Everything that the parts can be when they are said one after another; an empty string is a part that is not said.</summary>
    public static IReadOnlyList<string> Cross(params IEnumerable<IReadOnlyList<string>> parts)
    {
        List<(string Text, int Rank)> all = [("", 0)];
        foreach (var part in parts)
        {
            if (part.Count == 0) continue;
            all = [.. all.SelectMany(before => part.Select((reading, rank) => ($"{before.Text} {reading}", before.Rank + rank)))
                .OrderBy(one => one.Item2).Take(4 * Most)];
        }
        return Of(all.Select(one => one.Text));
    }
}
