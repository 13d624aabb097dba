using System.Text;
using System.Text.RegularExpressions;
using Rag.Engine.Align.Readings;

namespace Rag.Engine.Align.Transcripts;

/// <summary>Finds the words of cues and how they may be said.</summary>
internal static partial class TranscriptWords
{
    /// <summary>Share of the words in another script from which on a transcript is refused: fewer are names and quotations.</summary>
    private const double MostForeign = 0.3;

    /// <exception cref="BadInputException">There is no word, or too many are in a script that the aligner's letters cannot spell.</exception>
    public static TranscriptText Of(string path, IEnumerable<TranscriptCue> cues)
    {
        List<TranscriptCue> kept = [.. cues.Select(cue => cue with { Text = Space().Replace(cue.Text, " ").Trim() }).Where(cue => cue.Text.Length > 0)];
        var text = new StringBuilder();
        var places = new List<(string Word, int Start, int Cue)>();
        for (var i = 0; i < kept.Count; i++)
        {
            if (i > 0) text.Append('\n');
            places.AddRange(Word().Matches(kept[i].Text).Select(word => (word.Value, text.Length + word.Index, i)));
            text.Append(kept[i].Text);
        }
        var readings = WordReadings.OfAll([.. places.Select(place => place.Word)]);
        var notes = Check(path, places, readings);
        return new TranscriptText(text.ToString(),
            [.. places.Select((place, i) => new TranscriptWord(place.Word, place.Start, place.Start + place.Word.Length, readings[i], place.Cue))], kept)
        {
            Notes = notes,
        };
    }

    private static List<string> Check(string path, List<(string Word, int Start, int Cue)> places, IReadOnlyList<IReadOnlyList<string>> readings)
    {
        var foreign = places.Where((place, i) => readings[i].Count == 0 && ForeignLetter(place.Word) is not null).ToList();
        var spelt = readings.Count(reading => reading.Count > 0);
        if (foreign.Count > 0 && foreign.Count >= MostForeign * (spelt + foreign.Count))
        {
            var (word, _, cue) = foreign[0];
            throw new BadInputException($"{path}: cue {cue + 1}: \"{Short(word)}\" is written in {Scripts.NameOf(ForeignLetter(word)!.Value)}; "
                + "the aligner spells in the letters a to z: give a transcript in Latin letters");
        }
        if (spelt == 0) throw new BadInputException($"{path}: there is no word in it; a transcript holds what is said in the recording");
        return [.. foreign.GroupBy(place => Scripts.NameOf(ForeignLetter(place.Word)!.Value)).Select(script =>
            $"{script.Count()} of the words are {script.Key}, as \"{Short(script.First().Word)}\"; the times of such are estimated")];
    }

    private static char? ForeignLetter(string word)
    {
        var folded = LetterFolding.Fold(word);
        for (var i = 0; i < folded.Length; i++)
        {
            if (char.IsLetter(folded, i) && !char.IsAsciiLetter(folded[i]) && folded[i] is not ('ª' or 'º')) return folded[i];
        }
        return null;
    }

    private static string Short(string word) => word.Length > 20 ? word[..20] + "…" : word;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    /// <summary>What white space sets apart; a dash or three points between letters also do.</summary>
    [GeneratedRegex(@"[^\s]+?(?:[—–]|--+|…|\.\.\.+)(?=[\p{L}\p{N}""'“‘$£€])(?<![0-9][—–])|[^\s]+")]
    private static partial Regex Word();
}
