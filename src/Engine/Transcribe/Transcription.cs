using Rag.Attention.Inference;
using Rag.Encoders.Audio;
using Rag.Files.Sound;

namespace Rag.Engine.Transcribe;

/// <summary>A recording on its way to a transcript: what was written of it so far, and what the next window is told of that.</summary>
internal sealed class Transcription(WhisperModel model, TokenRules rules, TranscribeOptions options)
{
    /// <summary>A language that is less sure than this does not take the place of the one before.</summary>
    private const double SureLanguage = 0.5;

    /// <summary>A text that was drawn more freely is not told to the next window.</summary>
    private const double MostToldTemperature = 0.5;

    /// <summary>Somebody speaks where it is less likely than this that nobody does.</summary>
    private const double SureSpeech = 0.05;

    private readonly TokenSearch _search = new(model, rules);
    private readonly Random _random = new(options.Seed);
    private string? _language = options.Language;
    private int[] _previous = [];

    /// <summary>What was written so far.</summary>
    public List<TranscriptSegment> Segments { get; } = [];

    /// <summary>Writes down a window.</summary>
    /// <returns>Samples of it that are done with.</returns>
    public int Write(SoundWindow window, CancellationToken cancellation)
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        using var memory = model.Decoder.Remember(model.Encoder.Hear(window.Samples));
        var language = options.Language ?? Heard(memory);
        if (language != _language) _previous = [];
        _language = language;
        if (Attempt(memory, language, cancellation) is not { } written)
        {
            _previous = [];
            return window.Samples.Length;
        }
        var segments = TimedText.Read(written.Tokens, model.Tokens, window.Seconds);
        var done = window.Seconds;
        if (!window.EndsInPause && segments.LastOrDefault(segment => segment.IsClosed).End is var closed && closed > window.Seconds / 2)
        {
            segments = [.. segments.Where(segment => segment.IsClosed)]; // the window's end may cut a word: what follows is heard again, whole
            done = closed;
        }
        foreach (var (start, end, tokens, _) in segments)
            Segments.Add(new TranscriptSegment(window.InRecording(start), window.InRecording(end, isEnd: true), model.Tokens.Text(tokens), language, written.LogProbability));
        var isTold = options.UsePreviousText && written.Repetition <= options.MostRepetition && written.Temperature <= MostToldTemperature;
        _previous = isTold ? [.. _previous.Concat(segments.SelectMany(Told)).TakeLast(_search.MostTokens - 5)] : [];
        return (int)(done * SoundReader.EncoderRate);
    }

    /// <summary>
    /// Writes at one temperature after the other until a text passes the checks; where none does but somebody surely speaks, the likeliest that
    /// does not repeat itself. Null where nobody speaks: what Whisper makes up then is doubtful, or the same few words over and over.
    /// </summary>
    private WrittenWindow? Attempt(WhisperMemory memory, string language, CancellationToken cancellation)
    {
        var request = model.Tokens.Request(language, options.Translate, options.Timestamps);
        var written = new List<WrittenWindow>();
        foreach (var temperature in options.Temperatures)
        {
            written.Add(_search.Write(memory, _previous, request, options.Beams, temperature, _random, cancellation));
            if (Passes(written[^1])) return written[^1];
            if (written[^1].NoSpeech > options.MostNoSpeech) return null;
        }
        return written[0].NoSpeech > SureSpeech ? null : written.OrderBy(window => window.Repetition > options.MostRepetition).ThenByDescending(window => window.LogProbability).First();
    }

    /// <summary>What the next window is told of a stretch: without its times, the model would write none either.</summary>
    private IEnumerable<int> Told(TimedText text) => options.Timestamps ? [Time(text.Start), .. text.Tokens, Time(text.End)] : text.Tokens;

    private int Time(double seconds) => model.Tokens.FirstTimestamp + (int)Math.Round(seconds / WhisperTokens.SecondsPerTimestamp);

    /// <summary>The likelier it is that nobody speaks, the surer of its words the model has to be.</summary>
    private bool Passes(WrittenWindow written) =>
        written.Repetition <= options.MostRepetition
        && written.LogProbability >= options.LeastLogProbability * (1 - (written.NoSpeech * written.NoSpeech));

    /// <summary>The language that follows the start likeliest.</summary>
    private string Heard(WhisperMemory memory)
    {
        if (model.Tokens.Languages.Count == 0) return "en";
        var languages = model.Tokens.Languages.ToArray();
        var start = torch.tensor(new long[] { model.Tokens.Start }, 1, 1);
        var scores = model.Decoder.Score(model.Decoder.forward(start, memory)).flatten(); // (vocabulary)
        var shares = scores.index_select(0, torch.tensor(languages.Select(language => (long)language.Value).ToArray())).softmax(0).Floats();
        var best = Array.IndexOf(shares, shares.Max());
        return _language is not null && shares[best] < SureLanguage ? _language : languages[best].Key;
    }
}
