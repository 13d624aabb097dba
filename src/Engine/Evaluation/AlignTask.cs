using Rag.Engine.Align;

namespace Rag.Engine.Evaluation;

/// <summary>A recording that is to be aligned, with what is known of it.</summary>
/// <param name="Samples">16 kHz.</param>
/// <param name="Text">The transcript as it is given, of which the words are stretches.</param>
/// <param name="Truth">Of each word its true times; null of one that was put in and is not said.</param>
public sealed record AlignTask(string Id, float[] Samples, string Text, IReadOnlyList<TranscriptWord> Words, IReadOnlyList<SpokenWord?> Truth)
{
    /// <summary>Makes the recording and its transcript as hard as is asked for; what is drawn follows from the seed and the id alone.</summary>
    /// <param name="foreign">What words are put in from; those that the transcript has itself are not taken.</param>
    public static AlignTask Of(SpokenWords spoken, float[] samples, IReadOnlyList<string> foreign, AlignEvaluationOptions options)
    {
        var random = new Random(spoken.Id.Aggregate(options.Seed, (hash, c) => unchecked((hash * 31) + c)));
        return Of(spoken.Id, options.NoiseDecibels is { } decibels ? Noisy(samples, decibels, random) : samples, Disturbed(spoken, foreign, options, random));
    }

    /// <summary>A recording with the transcript of another, which has about as many letters: none of its words is said.</summary>
    public static AlignTask OfOther(SpokenWords spoken, float[] samples, IReadOnlyList<SpokenWords> set)
    {
        var letters = Letters(spoken);
        var other = set.Where(one => one.Spoken.Text != spoken.Spoken.Text).MinBy(one => Math.Abs(Letters(one) - letters)) ?? spoken;
        return Of(spoken.Id, samples, [.. other.Words.Select(word => (word.Text, (SpokenWord?)null))]);
    }

    private static int Letters(SpokenWords spoken) => spoken.Words.Sum(word => word.Text.Length);

    private static AlignTask Of(string id, float[] samples, IReadOnlyList<(string Written, SpokenWord? Truth)> words)
    {
        var (text, parts) = ("", new List<TranscriptWord>());
        foreach (var (written, _) in words)
        {
            if (text.Length > 0) text += " ";
            parts.Add(new TranscriptWord(written, text.Length, text.Length + written.Length, [string.Join(' ', SpokenWords.LettersOf(written))], 0));
            text += written;
        }
        return new AlignTask(id, samples, text, parts, [.. words.Select(word => word.Truth)]);
    }

    private static List<(string Written, SpokenWord? Truth)> Disturbed(SpokenWords spoken, IReadOnlyList<string> foreign, AlignEvaluationOptions options, Random random)
    {
        var words = spoken.Words.Select(word => (word.Text, Truth: (SpokenWord?)word)).Where(_ => random.NextDouble() >= options.Drop).ToList();
        if (words.Count == 0) words.Add((spoken.Words[0].Text, spoken.Words[0]));
        var own = spoken.Words.Select(word => Key(word.Text)).ToHashSet();
        string[] others = [.. foreign.Where(word => !own.Contains(Key(word)))];
        var more = options.Insert * spoken.Words.Count;
        var count = (int)more + (random.NextDouble() < more - Math.Floor(more) ? 1 : 0);
        for (var i = 0; i < count && others.Length > 0; i++) words.Insert(random.Next(words.Count + 1), (others[random.Next(others.Length)], null));
        return words;
    }

    private static string Key(string word) => string.Join(' ', SpokenWords.LettersOf(word));

    private static float[] Noisy(float[] samples, double decibels, Random random)
    {
        var power = samples.Sum(sample => (double)sample * sample) / Math.Max(1, samples.Length);
        var deviation = Math.Sqrt(power * Math.Pow(10, -decibels / 10));
        return [.. samples.Select(sample => sample + (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
