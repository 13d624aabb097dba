namespace Rag.Tests.Encoders.Text.Tokenizers.Training;

/// <summary>Byte-pair encoding as it is told: count all pairs anew for every merge.</summary>
internal static class NaiveBytePairs
{
    /// <summary>The merges of words (in the characters of bytes) with their counts.</summary>
    public static List<(string Left, string Right)> Merges(IEnumerable<KeyValuePair<string, long>> counts, int specialTokens, int size, int leastCount)
    {
        var alphabet = Enumerable.Range(0, 256).Select(value => char.IsBetween((char)value, '!', '~') || value is >= 0xA1 and not 0xAD ? (char)value : '\0').ToList();
        var next = '\u0100';
        var ids = alphabet.Select(c => c == '\0' ? next++ : c).Order().Select((c, i) => (c, i)).ToDictionary(pair => pair.c.ToString(), pair => pair.i);
        var words = counts.Select(word => (Symbols: word.Key.Select(c => c.ToString()).ToList(), Count: word.Value)).ToList();
        var merges = new List<(string, string)>();
        while (ids.Count + specialTokens < size)
        {
            var pairs = words.SelectMany(word => word.Symbols.Zip(word.Symbols.Skip(1)).Select(pair => (pair, word.Count)))
                .GroupBy(item => item.pair, item => item.Count).Select(group => (Pair: group.Key, Count: group.Sum())).Where(item => item.Count >= leastCount).ToList();
            if (pairs.Count == 0) break;
            var (left, right) = pairs.OrderByDescending(item => item.Count).ThenBy(item => ids[item.Pair.First]).ThenBy(item => ids[item.Pair.Second]).First().Pair;
            merges.Add((left, right));
            ids.TryAdd(left + right, ids.Count);
            foreach (var (symbols, _) in words)
            {
                for (var i = 0; i + 1 < symbols.Count; i++)
                {
                    if (symbols[i] != left || symbols[i + 1] != right) continue;
                    symbols[i] = left + right;
                    symbols.RemoveAt(i + 1);
                }
            }
        }
        return merges;
    }
}
