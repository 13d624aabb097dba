using System.Runtime.CompilerServices;

namespace Rag.Engine.Transcribe;

/// <summary>How recordings are written down.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record TranscribeOptions
{
    /// <summary>The code of what is spoken ("en"); null where the model is to hear that.</summary>
    public string? Language { get; init; }

    /// <summary>Whether English is written, whatever is spoken.</summary>
    public bool Translate { get; init; }

    /// <summary>Whether the model says when each sentence begins and ends; else there is one stretch of text a window.</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Texts that are written side by side, of which the likeliest is taken; 1 is greedy.</summary>
    public int Beams { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Beams), value, "At least one text is written."); } = 5;

    /// <summary>
    /// Whether a window is told the text before it, which keeps names and style. It is not told text that repeats itself or was drawn by
    /// chance: a window that loops would be fed on by its own text.
    /// </summary>
    public bool UsePreviousText { get; init; } = true;

    /// <summary>
    /// Tried in turn until a text passes the checks: 0 takes what is likeliest, above that words are drawn by chance, the more freely the
    /// higher. Not empty.
    /// </summary>
    public IReadOnlyList<double> Temperatures
    {
        get;
        init => field = value.Count > 0 && value.All(temperature => temperature >= 0 && double.IsFinite(temperature)) ? value
            : throw new ArgumentOutOfRangeException(nameof(Temperatures), value, "Temperatures are 0 or more, and there is at least one.");
    } = [0, 0.2, 0.4, 0.6, 0.8, 1];

    /// <summary>Seed of what is drawn by chance; 0.</summary>
    public int Seed { get; init; }

    /// <summary>A text repeats itself when zlib makes it smaller by more than this factor; above 1.</summary>
    public double MostRepetition { get; init => field = value > 1 ? value : throw new ArgumentOutOfRangeException(nameof(MostRepetition), value, "Every text can be made a little smaller."); } = 2.4;

    /// <summary>A text whose tokens have a lower mean log probability fails the check, in nats; a higher one is wanted where perhaps nobody speaks.</summary>
    public double LeastLogProbability { get; init; } = -1;

    /// <summary>How likely it may be, 0..1, that nobody speaks in a window whose text fails the checks: above that nothing else is tried, and nothing written.</summary>
    public double MostNoSpeech { get; init => field = Share(value); } = 0.3;

    /// <summary>What counts as sound.</summary>
    public VoiceActivityOptions Voice { get; init; } = new();

    private static double Share(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A probability lies in 0..1.");
}
