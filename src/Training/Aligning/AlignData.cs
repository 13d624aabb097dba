using Rag.Encoders.Training;
using Rag.Engine.Evaluation;
using Rag.Files.Sound;

namespace Rag.Training.Aligning;

/// <summary>How many recordings of each set are not learned from, by the sets' names.</summary>
/// <param name="HoldOut">Kept for the test: neither learned from nor scored on while a run goes on, unless nothing is kept to score on.</param>
/// <param name="Score">Scored on while a run goes on: the next of the same order.</param>
public sealed record AlignSplit(IReadOnlyDictionary<string, int> HoldOut, IReadOnlyDictionary<string, int> Score);

/// <summary>What an aligner learns from: recordings of some folders, decoded once and kept in memory.</summary>
public sealed class AlignData
{
    private AlignData(IReadOnlyList<AlignSource> sources, IReadOnlyList<AlignRecording> training, IReadOnlyList<AlignRecording> scored, IReadOnlyDictionary<string, IReadOnlyList<string>> heldOut)
    {
        (Sources, Training, Scored, HeldOut) = (sources, training, scored, heldOut);
        PhoneSets =
        [
            .. sources.Select((_, set) => (IReadOnlyList<string>)[.. training.Where(one => one.Set == set).SelectMany(one => one.Phones ?? []).Select(phone => phone.Label)
                .Distinct().Order(StringComparer.Ordinal)]),
        ];
    }

    /// <summary>The folders, numbered by their places.</summary>
    public IReadOnlyList<AlignSource> Sources { get; }

    /// <summary>What is learned from.</summary>
    public IReadOnlyList<AlignRecording> Training { get; }

    /// <summary>What is scored on while a run goes on; all have times.</summary>
    public IReadOnlyList<AlignRecording> Scored { get; }

    /// <summary>Ids of the recordings that are kept for the test, by the set's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> HeldOut { get; }

    /// <summary>The labels of sounds of each source; empty where there are none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> PhoneSets { get; }

    /// <summary>Of recordings that are there already.</summary>
    /// <param name="scored">All have times.</param>
    public static AlignData Of(IReadOnlyList<AlignSource> sources, IReadOnlyList<AlignRecording> training, IReadOnlyList<AlignRecording> scored) =>
        new(sources, training, scored, new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>Reads and decodes the folders' recordings; those of <see cref="AlignSplit.HoldOut"/> only if they are scored on.</summary>
    /// <exception cref="TrainingException">Two folders have one name, the split names no folder, or nothing is left to learn from.</exception>
    /// <exception cref="Encoders.DataSets.DataSetException">A table is missing or damaged.</exception>
    /// <exception cref="Files.Media.MediaException">A recording cannot be decoded.</exception>
    public static AlignData Read(
        IReadOnlyList<AlignSource> sources, AlignSplit split, AlignTrainingOptions options, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellationToken = default)
    {
        var names = sources.Select(source => source.Name).ToList();
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new TrainingException($"Two folders are called {twice.Key}: give them names of their own.");
        if (split.HoldOut.Keys.Concat(split.Score.Keys).FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new TrainingException($"{unknown} is none of the folders: {string.Join(", ", names)}.");
        var (training, scored, heldOut) = (new List<Entry>(), new List<Entry>(), new Dictionary<string, IReadOnlyList<string>>());
        foreach (var (set, source) in sources.Index())
        {
            var entries = Entries(source, set).Where(entry => entry.Spoken.Seconds <= options.LongestSeconds).DistinctBy(entry => entry.Id).ToDictionary(entry => entry.Id);
            var order = HoldOutOrder.Of(entries.Keys, options.SplitSeed);
            var (kept, score) = (split.HoldOut.GetValueOrDefault(source.Name), split.Score.GetValueOrDefault(source.Name));
            if (kept > 0) heldOut[source.Name] = [.. order.Take(kept)];
            var shown = split.Score.Count > 0 ? order.Skip(kept).Take(score) : order.Take(kept);
            scored.AddRange(shown.Select(id => entries[id]).Where(entry => entry.Times is not null).Take(options.Scored));
            training.AddRange(order.Skip(kept + score).Select(id => entries[id]));
        }
        if (training.Count == 0) throw new TrainingException("No recording is left to learn from.");
        var decoded = Decode([.. training, .. scored], progress, cancellationToken);
        return new AlignData(sources, decoded[..training.Count], decoded[training.Count..], heldOut);
    }

    private static IEnumerable<Entry> Entries(AlignSource source, int set)
    {
        var (words, phones) = (Path.Combine(source.Folder, TimedLabel.WordsName), Path.Combine(source.Folder, TimedLabel.PhonesName));
        var times = File.Exists(words) ? TimedLabel.ReadAll(words) : null;
        var sounds = File.Exists(phones) ? TimedLabel.ReadAll(phones) : null;
        foreach (var spoken in SpokenText.ReadAll(source.Folder))
        {
            var id = SpokenWords.IdOf(spoken);
            if (times is null)
            {
                // A number is said in ways that its digits do not tell.
                var letters = SpokenWords.LettersOf(spoken.Text);
                if (letters.Count > 0 && !spoken.Text.Any(char.IsAsciiDigit)) yield return new Entry(id, set, spoken, letters, null, null);
                continue;
            }
            var timed = times.GetValueOrDefault(id)?.Where(word => !word.IsSilence).ToList();
            if (timed is not { Count: > 0 } || timed.Any(word => SpokenWords.LettersOf(word.Label).Count != 1 || word.End <= word.Start)) continue;
            yield return new Entry(
                id, set, spoken, [.. timed.Select(word => SpokenWords.LettersOf(word.Label)[0])], [.. timed.Select(word => (word.Start, word.End))], sounds?.GetValueOrDefault(id));
        }
    }

    /// <summary>A program of its own decodes most recordings: as many at a time as there are cores.</summary>
    private static AlignRecording[] Decode(IReadOnlyList<Entry> entries, IProgress<(int Done, int Total)>? progress, CancellationToken cancellationToken)
    {
        var (decoded, done) = (new AlignRecording[entries.Count], 0);
        try
        {
            Parallel.For(0, entries.Count, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                var entry = entries[i];
                decoded[i] = new AlignRecording(entry.Id, entry.Set, Samples(entry.Spoken.Path, cancellationToken), entry.Words, entry.Times, entry.Phones);
                progress?.Report((Interlocked.Increment(ref done), entries.Count));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<Files.Media.MediaException>().FirstOrDefault() is { } problem)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(problem);
        }
        return decoded;
    }

    private static short[] Samples(string path, CancellationToken cancellationToken)
    {
        using var sound = SoundReader.Open(path, cancellation: cancellationToken);
        var samples = sound.ReadToEnd(cancellationToken).Span;
        var rounded = new short[samples.Length];
        for (var i = 0; i < rounded.Length; i++) rounded[i] = (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue);
        return rounded;
    }

    private sealed record Entry(
        string Id, int Set, SpokenText Spoken, IReadOnlyList<string> Words, IReadOnlyList<(double Start, double End)>? Times, IReadOnlyList<TimedLabel>? Phones);
}
