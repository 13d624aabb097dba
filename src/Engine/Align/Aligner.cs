using System.Globalization;
using Rag.Encoders.Audio.Aligner;
using Rag.Encoders.Audio.Features;
using Rag.Encoders.Checkpoints;
using Rag.Files.Media;
using Rag.Files.Sound;

namespace Rag.Engine.Align;

/// <summary>
/// Gives every word of a transcript its times in the recording. An hour of sound takes some half a gigabyte. Safe for concurrent use.
/// </summary>
public sealed class Aligner : IDisposable
{
    // Any speech: letters in the company they keep, against which it is told how well a word fits.
    private const string AnySpeech =
        "the quick brown fox jumps over the lazy dog while five wizards judge my vow that she sells pure sea shells by an old church "
        + "and we thought nothing of choosing this journey through high rough country where people laugh about their daughter's view";

    private const int AnySpeechKeys = 200;
    private const float Silence = 1e-4f; // of full scale
    private const int SlackLetters = 200; // a short recording may hold what is said fast

    private readonly AlignerModel _model;
    private readonly AlignOptions _options;
    private readonly SpeechFeatures _features = new();
    private readonly Tensor _anySpeech; // (keys, query width)

    /// <param name="model">Is disposed of with this; dropout off.</param>
    public Aligner(AlignerModel model, AlignOptions? options = null)
    {
        (_model, _options) = (model, options ?? new AlignOptions());
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        var keys = model.Text.forward([SpokenLetters.Of(AnySpeech.Split(' '), model.Options.TextReach)]).Letters[0]; // (2 letters, query width)
        var chosen = Enumerable.Range(0, AnySpeechKeys).Select(i => (long)i * keys.shape[0] / AnySpeechKeys).ToArray();
        _anySpeech = keys.index_select(0, torch.tensor(chosen)).DetachFromDisposeScope();
    }

    /// <summary>Opens the aligner of a folder.</summary>
    /// <exception cref="CheckpointException">The folder holds none, or is damaged.</exception>
    public static Aligner Open(string path, AlignOptions? options = null)
    {
        using var folder = ModelFolder.Open(path);
        return new Aligner(AlignerModel.Open(folder), options);
    }

    /// <summary>Aligns a sound that is read to its end.</summary>
    /// <param name="sound">16 kHz; the caller's.</param>
    /// <exception cref="MediaException">The file is damaged.</exception>
    /// <inheritdoc cref="AlignAsync(ReadOnlyMemory{float}, string, string, IReadOnlyList{TranscriptWord}, IProgress{double}?, CancellationToken)"/>
    public Task<Alignment> AlignAsync(
        ISound sound, string source, string text, IReadOnlyList<TranscriptWord> words,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        if (sound.SampleRate != SoundReader.EncoderRate)
            throw new ArgumentException($"Sound is aligned at {SoundReader.EncoderRate} samples a second, not {sound.SampleRate}.", nameof(sound));
        return Task.Run(() => Align(sound.ReadToEnd(cancellationToken), source, text, words, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Aligns samples.</summary>
    /// <param name="samples">16 kHz mono.</param>
    /// <param name="source">What the recording is called.</param>
    /// <param name="text">The transcript, of which the words are stretches.</param>
    /// <param name="progress">Hears the share of the recording that is done.</param>
    /// <exception cref="BadInputException">
    /// There are no words or no sound, more words than the sound can hold, or the transcript is of another recording.
    /// </exception>
    public Task<Alignment> AlignAsync(
        ReadOnlyMemory<float> samples, string source, string text, IReadOnlyList<TranscriptWord> words,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Align(samples, source, text, words, progress, cancellationToken), cancellationToken);

    /// <summary>Lets the weights go.</summary>
    public void Dispose()
    {
        _anySpeech.Dispose();
        _model.Dispose();
    }

    private Alignment Align(
        ReadOnlyMemory<float> samples, string source, string text, IReadOnlyList<TranscriptWord> words,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var seconds = (double)samples.Length / SoundReader.EncoderRate;
        var letters = words.Sum(word => word.Readings.Count == 0 ? 0 : word.Readings.Min(reading => reading.Count(letter => letter != ' ')));
        if (letters == 0) throw new BadInputException($"{source}: its transcript has no words that could be said; give one that has");
        if (samples.Length == 0 || !HasSound(samples.Span)) throw new BadInputException($"{source}: there is nothing but silence in it; check the recording");
        if (letters > (seconds * WindowSearch.MostLetters) + SlackLetters)
            throw new BadInputException($"{source}: {seconds:0.0} s cannot hold the {letters} letters of its transcript; check that the two belong together");

        using var recording = new WindowScores(
            _model, _model.Read([.. words.Select(word => word.Readings)]), _features.Of(samples.Span), _anySpeech, _options.GarbageOffset);
        var (placed, unwritten) = new WindowSearch(recording, _options).Run(progress, cancellationToken);
        RequireMatch(source, words, placed, TranscriptMatch.Of(
            recording, placed, [.. words.Select(word => word.Readings)], _model.Read, cancellationToken));
        return new Alignment(
            source, seconds, text, WordTimes.Of(words, placed, seconds),
            [.. unwritten.Select(stretch => (WordTimes.Seconds(stretch.From - 0.5, seconds), WordTimes.Seconds(stretch.To - 0.5, seconds)))]);
    }

    private void RequireMatch(string source, IReadOnlyList<TranscriptWord> words, IReadOnlyList<PlacedWord?> placed, OrderGain? order)
    {
        var (said, found) = (words.Count(word => word.Readings.Count > 0), placed.Count(word => word?.IsSaid == true));
        if (found >= _options.LeastCoverage * said && order?.Reaches(_options.LeastOrderGain) != false) return;
        var gain = order is { } known ? string.Create(CultureInfo.InvariantCulture, $", their order is worth {known.PerLetter:0.0} nats a letter") : "";
        throw new BadInputException(
            $"{source}: this does not seem to be the recording of its transcript ({found} of {said} words found{gain}); "
            + "check that the two belong together");
    }

    private static bool HasSound(ReadOnlySpan<float> samples)
    {
        foreach (var sample in samples)
        {
            if (Math.Abs(sample) > Silence) return true;
        }
        return false;
    }
}
