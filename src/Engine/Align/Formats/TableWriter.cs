using System.Globalization;
using System.Text;
using Rag.Engine.Transcribe;

namespace Rag.Engine.Align.Formats;

/// <summary>Writes a line a word.</summary>
internal static class TableWriter
{
    private const int PerSecond = 1000;

    /// <summary>
    /// NIST's time marks, of the words that are in the sound. The file goes by its name without the ending, and white space in it is an underscore.
    /// </summary>
    public static string Ctm(Alignment alignment)
    {
        var name = string.Concat(Path.GetFileNameWithoutExtension(alignment.Source).Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c));
        var text = new StringBuilder();
        foreach (var word in TimedWord.All(alignment, PerSecond).Where(word => word.HasLength && word.Word.Status != WordStatus.NotInAudio))
            text.Append(CultureInfo.InvariantCulture,
                $"{(name.Length == 0 ? "_" : name)} 1 {Seconds(word.Start)} {Seconds(word.End - word.Start)} {word.Text} {word.Word.Confidence:0.0000}\n");
        return text.ToString();
    }

    /// <summary>All words, with what is known of them; a segment is the number of its cue from 1.</summary>
    public static string Tsv(Alignment alignment)
    {
        var text = new StringBuilder("start\tend\tconfidence\tstatus\tsegment\tword\n");
        foreach (var word in TimedWord.All(alignment, PerSecond))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Seconds(word.Start)}\t{Seconds(word.End)}\t{word.Word.Confidence:0.0000}\t{AlignmentJson.NameOf(word.Word.Status)}\t");
            text.Append(CultureInfo.InvariantCulture, $"{word.Word.Word.Cue + 1}\t{SubtitleSyntax.Line(word.Text)}\n");
        }
        return text.ToString();
    }

    private static string Seconds(long milliseconds) => SubtitleSyntax.Seconds(milliseconds / 1000.0);
}
