using Rag.Encoders.Checkpoints;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Audio;

/// <summary>
/// The tokens that Whisper is told things by and tells things by: generation_config.json beside tokenizer.json. Ids up to
/// <see cref="End"/> are text, those from <see cref="FirstTimestamp"/> on are times of 20 ms each, what lies between are signs.
/// </summary>
public sealed class WhisperTokens
{
    /// <summary>Seconds from one timestamp to the next.</summary>
    public const double SecondsPerTimestamp = 0.02;

    private readonly Tokenizer _tokenizer;
    private readonly Dictionary<string, int> _languages;

    private WhisperTokens(Tokenizer tokenizer, ModelConfig config, int most)
    {
        _tokenizer = tokenizer;
        Start = config.Count("decoder_start_token_id", 0, most);
        End = config.Count("eos_token_id", 0, most);
        Previous = config.Count("prev_sot_token_id", 0, most, End + 1);
        NoTimestamps = config.Count("no_timestamps_token_id", 1, most);
        MostInitialTimestamp = config.Count("max_initial_timestamp_index", 0, most, 50);
        Suppressed = config.Counts("suppress_tokens", 0, most);
        SuppressedAtBegin = config.Counts("begin_suppress_tokens", 0, most);
        _languages = !config.Has("lang_to_id") ? [] : config.Part("lang_to_id") is var languages
            ? languages.Names.ToDictionary(Code, name => languages.Count(name, 0, most)) : [];
        if (_languages.Count == 0) return;
        Transcribe = config.Part("task_to_id").Count("transcribe", 0, most);
        Translate = config.Part("task_to_id").Count("translate", 0, most);
    }

    /// <summary>Begins what is to be written.</summary>
    public int Start { get; }

    /// <summary>Ends it. The ids below are text.</summary>
    public int End { get; }

    /// <summary>Begins the text before.</summary>
    public int Previous { get; }

    /// <summary>Says that nobody speaks, in place of a language.</summary>
    public int NoSpeech => NoTimestamps - 1;

    /// <summary>Asks for text alone.</summary>
    public int NoTimestamps { get; }

    /// <summary>The beginning of the window.</summary>
    public int FirstTimestamp => NoTimestamps + 1;

    /// <summary>How many timestamps after <see cref="FirstTimestamp"/> the first one may be.</summary>
    public int MostInitialTimestamp { get; }

    /// <summary>Never written: notes and sound effects in brackets, signs.</summary>
    public IReadOnlyList<int> Suppressed { get; }

    /// <summary>Not written first.</summary>
    public IReadOnlyList<int> SuppressedAtBegin { get; }

    /// <summary>The languages' tokens by their codes ("en"); empty for a model of English alone.</summary>
    public IReadOnlyDictionary<string, int> Languages => _languages;

    /// <summary>Asks for the words as they are spoken; null for a model that does nothing else.</summary>
    public int? Transcribe { get; }

    /// <summary>Asks for them in English.</summary>
    public int? Translate { get; }

    /// <summary>Reads the two files of a model's folder.</summary>
    /// <param name="vocabulary">Tokens that the model knows.</param>
    /// <exception cref="CheckpointException">A file is missing or damaged, or the tokenizer is of another model.</exception>
    /// <exception cref="TokenizerException">tokenizer.json is damaged.</exception>
    public static WhisperTokens Read(ModelFolder folder, int vocabulary)
    {
        var tokenizer = Tokenizer.Load(folder.File("tokenizer.json"));
        if (tokenizer.Count > vocabulary)
            throw folder.Config.Bad($"the model knows {vocabulary} tokens and tokenizer.json has {tokenizer.Count}: it is of another model");
        return new WhisperTokens(tokenizer, ModelConfig.Read(folder.File("generation_config.json")), vocabulary - 1);
    }

    /// <summary>What asks for a text: the start, the language and the task where the model knows several, whether times are wanted.</summary>
    /// <param name="language">One of <see cref="Languages"/>; says nothing to a model of English alone.</param>
    public int[] Request(string language, bool translate, bool timestamps) =>
    [
        Start,
        .. Languages.Count > 0 ? [Languages[language], (translate ? Translate : Transcribe)!.Value] : Array.Empty<int>(),
        .. timestamps ? Array.Empty<int>() : [NoTimestamps],
    ];

    /// <summary>The text of tokens; signs and times are left out.</summary>
    public string Text(IEnumerable<int> tokens) => _tokenizer.Decode(tokens.Where(token => token < End));

    private static string Code(string token) => token.Trim('<', '|', '>');
}
