namespace Rag.Encoders.Audio.Aligner;

/// <summary>A word of a reading, as it is spoken: a stretch of <see cref="SpokenLetters.Letters"/>.</summary>
/// <param name="FirstLetter">Number of its first letter among all.</param>
/// <param name="Letters">How many, at least one.</param>
public readonly record struct SpokenUnit(int FirstLetter, int Letters);

/// <summary>
/// The letters of a transcript as the text side reads them. The first reading of every word makes one running text; each further reading
/// stands behind it with as much of its surroundings as a letter sees, so that it is encoded as if it had been written there.
/// </summary>
public sealed class SpokenLetters
{
    /// <summary>Ids: 0 nothing, 1 space, 2..27 a-z, 28 apostrophe.</summary>
    public const int Alphabet = 29;

    private const int Space = 1, Apostrophe = 28;

    private SpokenLetters(
        IReadOnlyList<int> ids, IReadOnlyList<int> letters, IReadOnlyList<SpokenUnit> units, IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> words) =>
        (Ids, Letters, Units, Words) = (ids, letters, units, words);

    /// <summary>What the text side reads, position by position; 0 is nothing, as padding.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>Positions of the letters (no spaces, no surroundings of further readings), in the order of the words and their readings.</summary>
    public IReadOnlyList<int> Letters { get; }

    /// <summary>The spoken words, in the order of the words and their readings.</summary>
    public IReadOnlyList<SpokenUnit> Units { get; }

    /// <summary>Of each word its readings, of each reading the numbers of its <see cref="Units"/>; no readings where nothing is said.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Words { get; }

    /// <summary>Of words that are said in one way each.</summary>
    public static SpokenLetters Of(IEnumerable<string> words, int reach) => Of([.. words.Select(IReadOnlyList<string> (word) => [word])], reach);

    /// <param name="words">The readings of each word: a-z, apostrophes and single spaces.</param>
    /// <param name="reach">How far a letter sees to either side: <see cref="AlignerOptions.TextReach"/>.</param>
    /// <exception cref="ArgumentException">A reading is empty or holds something else.</exception>
    public static SpokenLetters Of(IReadOnlyList<IReadOnlyList<string>> words, int reach)
    {
        var ids = new List<int> { Space };
        var starts = new int[words.Count];
        for (var word = 0; word < words.Count; word++)
        {
            starts[word] = ids.Count;
            if (words[word].Count == 0) continue;
            ids.AddRange(words[word][0].Select(Id));
            ids.Add(Space);
        }
        var running = ids.Count;
        var (letters, units) = (new List<int>(), new List<SpokenUnit>());
        var all = new IReadOnlyList<IReadOnlyList<int>>[words.Count];
        for (var word = 0; word < words.Count; word++)
            all[word] = [.. words[word].Select((reading, number) => Units(reading, number == 0 ? starts[word] : Append(word, reading)))];
        return new SpokenLetters(ids, letters, units, all);

        int Append(int word, string reading)
        {
            var end = starts[word] + words[word][0].Length;
            ids.AddRange(Enumerable.Repeat(0, reach));
            ids.AddRange(ids[Math.Max(0, starts[word] - reach)..starts[word]]);
            var at = ids.Count;
            ids.AddRange(reading.Select(Id));
            ids.AddRange(ids[end..Math.Min(running, end + reach)]);
            return at;
        }

        int[] Units(string reading, int at)
        {
            var first = units.Count;
            foreach (var part in reading.Split(' '))
            {
                if (part.Length == 0) throw new ArgumentException($"\"{reading}\" is no reading: letters with single spaces between words.", nameof(words));
                units.Add(new SpokenUnit(letters.Count, part.Length));
                letters.AddRange(Enumerable.Range(at, part.Length));
                at += part.Length + 1;
            }
            return [.. Enumerable.Range(first, units.Count - first)];
        }
    }

    private static int Id(char letter) => letter switch
    {
        ' ' => Space,
        '\'' => Apostrophe,
        >= 'a' and <= 'z' => letter - 'a' + 2,
        _ => throw new ArgumentException($"'{letter}' is no letter of a reading: a-z, apostrophe and space.", nameof(letter)),
    };
}
