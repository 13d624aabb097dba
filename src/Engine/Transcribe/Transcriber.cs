using Rag.Encoders.Audio;
using Rag.Files.Media;
using Rag.Files.Sound;

namespace Rag.Engine.Transcribe;

/// <summary>Writes down what is said in recordings. However long one is, a minute of it is in memory.</summary>
public sealed class Transcriber : IDisposable
{
    private readonly WhisperModel _model;
    private readonly TokenRules _rules;
    private readonly TranscribeOptions _options;

    /// <param name="model">Is the caller's.</param>
    /// <exception cref="BadInputException">The model does not know the language, or cannot translate.</exception>
    public Transcriber(WhisperModel model, TranscribeOptions? options = null)
    {
        (_model, _options) = (model, options ?? new TranscribeOptions());
        var known = model.Tokens.Languages.Count > 0 ? [.. model.Tokens.Languages.Keys] : (string[])["en"];
        if (_options.Language is { } language && !known.Contains(language))
            throw new BadInputException($"{model.Name} does not know the language '{language}'; it knows {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        if (_options.Translate && model.Tokens.Translate is null) throw new BadInputException($"{model.Name} knows English alone and does not translate");
        _rules = new TokenRules(model.Tokens, model.Decoder.Options.Vocabulary, _options.Timestamps);
    }

    /// <summary>Writes down a recording, or the sound of a film.</summary>
    /// <exception cref="MediaException">The file cannot be read.</exception>
    public Task<Transcript> TranscribeAsync(string path, IProgress<TranscribeProgress>? progress = null, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            using var sound = SoundReader.Open(path, cancellation: cancellationToken);
            return Transcribe(sound, path, progress, cancellationToken);
        },
        cancellationToken);

    /// <summary>Lets go of what is not the model's.</summary>
    public void Dispose() => _rules.Dispose();

    internal Transcript Transcribe(ISound sound, string source, IProgress<TranscribeProgress>? progress, CancellationToken cancellation)
    {
        var windows = new SpeechWindows(sound, _options.Voice, _model.Encoder.WindowSamples);
        var transcription = new Transcription(_model, _rules, _options);
        while (windows.Next() is { } window)
        {
            cancellation.ThrowIfCancellationRequested();
            var done = transcription.Write(window, cancellation);
            windows.Drop(done);
            progress?.Report(new TranscribeProgress(window.InRecording((double)done / SoundReader.EncoderRate, isEnd: true)));
        }
        var language = transcription.Segments.GroupBy(segment => segment.Language).MaxBy(segments => segments.Sum(segment => segment.End - segment.Start))?.Key;
        return new Transcript(source, language, (double)windows.Read / SoundReader.EncoderRate, transcription.Segments);
    }
}
