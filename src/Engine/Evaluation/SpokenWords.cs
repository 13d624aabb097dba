using System.Text;
using Rag.Encoders.DataSets;

namespace Rag.Engine.Evaluation;

/// <summary>A word of a transcript with the times that it is to get.</summary>
/// <param name="Text">As it is written.</param>
public sealed record SpokenWord(string Text, double Start, double End);

/// <summary>A recording with the true times of its words.</summary>
/// <param name="Id">Its file's name without folder and ending.</param>
public sealed record SpokenWords(string Id, SpokenText Spoken, IReadOnlyList<SpokenWord> Words)
{
    /// <summary>Reads manifest.tsv and words.tsv of a folder; recordings of which no word has times are left out.</summary>
    /// <exception cref="DataSetException">A table is missing or damaged.</exception>
    public static IReadOnlyList<SpokenWords> ReadAll(string folder)
    {
        var words = TimedLabel.ReadAll(Path.Combine(folder, TimedLabel.WordsName));
        return
        [
            .. SpokenText.ReadAll(folder).Select(spoken => (Id: IdOf(spoken), Spoken: spoken))
                .Where(one => words.ContainsKey(one.Id))
                .Select(one => new SpokenWords(one.Id, one.Spoken, Pair(one.Spoken.Text, [.. words[one.Id].Where(word => !word.IsSilence)])))
                .Where(one => one.Words.Count > 0),
        ];
    }

    /// <summary>What the tables call a recording.</summary>
    public static string IdOf(SpokenText spoken) => Path.GetFileNameWithoutExtension(spoken.File);

    /// <summary>The spoken words of a written one: small letters and apostrophes, parted at hyphens; empty for a dash alone.</summary>
    public static IReadOnlyList<string> LettersOf(string written)
    {
        var letters = new StringBuilder();
        foreach (var c in written.ToLowerInvariant())
        {
            if (c is (>= 'a' and <= 'z') or '\'' or '\u2019') letters.Append(c == '\u2019' ? '\'' : c);
            else if (c is '-' or '\u2010' or '\u2011' or '\u2013' or '\u2014' || char.IsWhiteSpace(c)) letters.Append(' ');
        }
        return [.. letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => part.Any(char.IsAsciiLetter))];
    }

    /// <summary>
    /// The transcript's words with the times of the table's, paired by order: a written word of two parts, as "ill-timed", takes two. Where their
    /// numbers differ, the table's own words are the transcript.
    /// </summary>
    public static IReadOnlyList<SpokenWord> Pair(string text, IReadOnlyList<TimedLabel> timed)
    {
        var written = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => (Text: word, Parts: LettersOf(word).Count)).Where(word => word.Parts > 0).ToList();
        if (written.Sum(word => word.Parts) != timed.Count) return [.. timed.Select(word => new SpokenWord(word.Label, word.Start, word.End))];
        var at = 0;
        var words = new List<SpokenWord>();
        foreach (var (word, parts) in written)
        {
            words.Add(new SpokenWord(word, timed[at].Start, timed[at + parts - 1].End));
            at += parts;
        }
        return words;
    }
}
