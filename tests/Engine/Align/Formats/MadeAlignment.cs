using Rag.Engine.Align;
using Rag.Engine.Align.Readings;

namespace Rag.Engine.Tests.Align.Formats;

/// <summary>Alignments of made-up times.</summary>
internal static class MadeAlignment
{
    /// <summary>Words with odd content in three cues, pauses, one word without length and one that is not in the sound.</summary>
    public static Alignment Odd()
    {
        string[] texts = ["\"Say", "<i>", "Tom", "&", "Ann\"", "A", "--->", "B", "{\\k5}", "😀", new string('x', 60), "end\u0001.", "Last", "word."];
        var words = new List<AlignedWord>();
        var (time, at) = (0.30012, 0);
        for (var i = 0; i < texts.Length; i++)
        {
            var length = texts[i] == "😀" ? 0 : 0.2 + (0.0123 * i);
            var status = i switch { 6 => WordStatus.NotInAudio, 9 => WordStatus.Estimated, _ => WordStatus.Aligned };
            words.Add(Word(texts[i], at, i < 5 ? 0 : i < 12 ? 1 : 2, time, time + length, status));
            time += length + (i % 3 == 2 ? 0.25 : 0);
            at += texts[i].Length + 1;
        }
        return new Alignment("/tmp/my talk.wav", time + 1.23456, string.Join(' ', texts), words, [(1, 1.5)]);
    }

    /// <summary>One long sentence, a word each third of a second.</summary>
    public static Alignment Long(int count)
    {
        var words = Enumerable.Range(0, count).Select(i => i % 9 == 8 ? "harbour," : "tide").ToList();
        return new Alignment("/tmp/a.wav", count, string.Join(' ', words),
            [.. words.Select((word, i) => Word(word, 0, 0, i / 3.0, (i / 3.0) + 0.3, WordStatus.Aligned))], []);
    }

    private static AlignedWord Word(string text, int at, int cue, double start, double end, WordStatus status) =>
        new(new TranscriptWord(text, at, at + text.Length, WordReadings.Of(text), cue), start, end, 0.875, status);
}
