using Rag.Engine.Evaluation;
using Rag.Training.Aligning;

namespace Rag.Tests.Training.Aligning;

/// <summary>Recordings of a language in which every letter is a tone of its own, 90 ms long.</summary>
internal static class Tones
{
    private const int Rate = 16_000;
    private const double LetterSeconds = 0.09, PauseSeconds = 0.12;

    /// <param name="text">Words with spaces between.</param>
    /// <param name="ends">Seconds of silence before and after.</param>
    public static AlignRecording Recording(string id, string text, double ends, int set = 0, bool timed = true)
    {
        var random = new Random(11);
        var samples = new List<float>();
        var (times, phones) = (new List<(double, double)>(), new List<TimedLabel>());
        Silence(ends);
        foreach (var (number, word) in text.Split(' ').Index())
        {
            if (number > 0) Silence(PauseSeconds);
            var start = Now();
            foreach (var letter in word)
            {
                var from = Now();
                for (var i = 0; i < LetterSeconds * Rate; i++) samples.Add((0.3f * MathF.Sin((float)(2 * Math.PI * (300 + (220 * (letter - 'a'))) * i / Rate))) + Quiet());
                phones.Add(new TimedLabel(from, Now(), letter.ToString()));
            }
            times.Add((start, Now()));
        }
        Silence(ends);
        return new AlignRecording(id, set, [.. samples.Select(sample => (short)(sample * 32767))], text.Split(' '), timed ? times : null, timed ? phones : null);

        double Now() => (double)samples.Count / Rate;

        float Quiet() => 0.004f * (random.NextSingle() - 0.5f);

        void Silence(double seconds)
        {
            for (var i = 0; i < seconds * Rate; i++) samples.Add(Quiet());
        }
    }
}
