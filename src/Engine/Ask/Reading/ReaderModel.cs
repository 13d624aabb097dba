using Rag.Attention;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Text;

namespace Rag.Engine.Ask.Reading;

/// <summary>
/// The reader: a branch of the text encoder, passages stored without the question, a few live layers where both meet, and two read-outs of
/// these: spans, and a gated decoder.
/// </summary>
public sealed class ReaderModel : NamedModule
{
    private static readonly TensorNames _names = new();

    /// <summary>Draws the weights from the global generator (torch.manual_seed); copies begin as the encoder's layers are.</summary>
    /// <param name="encoder">Stays as it is, and is no part of what is saved.</param>
    /// <exception cref="ArgumentException">The encoder is not one of the options' sizes.</exception>
    public ReaderModel(ReaderOptions options, BertEncoder encoder) : base(nameof(ReaderModel))
    {
        if ((options.Vocabulary, options.EncoderWidth) != (encoder.Options.Vocabulary, encoder.Options.Layer.Width))
            throw new ArgumentException($"The reader wants an encoder of {options.Vocabulary} rows of {options.EncoderWidth}, not of {encoder.Options.Vocabulary} of {encoder.Options.Layer.Width}.", nameof(encoder));
        Options = options;
        Encoder = Part("encoder", new BranchedEncoder(encoder, options.CopiedLayers));
        Stored = Part("stored", new StoredSide(options, Encoder.Width));
        Question = Part("question", new QuestionSide(options, Encoder.Width));
        Live = Part("live", new LiveLayers(options));
        Decoder = Part("decoder", new GatedDecoder(options, encoder.Embeddings.Words.weight!));
    }

    /// <summary>What it was built from.</summary>
    public ReaderOptions Options { get; }

    /// <summary>Tokens to states.</summary>
    public BranchedEncoder Encoder { get; }

    /// <summary>What is stored of passages.</summary>
    public StoredSide Stored { get; }

    /// <summary>What a question becomes.</summary>
    public QuestionSide Question { get; }

    /// <summary>Where the two meet, and the spans' scores.</summary>
    public LiveLayers Live { get; }

    /// <summary>Writes the answer.</summary>
    public GatedDecoder Decoder { get; }

    /// <summary>Opens a model of a folder, ready to read (dropout off).</summary>
    /// <exception cref="CheckpointException">The folder holds no reader, is damaged, or is of another encoder.</exception>
    public static ReaderModel Open(ModelFolder folder, BertEncoder encoder)
    {
        var options = ReaderOptions.Read(folder.Config);
        if ((options.Vocabulary, options.EncoderWidth, options.Encoder) != (encoder.Options.Vocabulary, encoder.Options.Layer.Width, encoder.Options.Space))
            throw folder.Config.Bad($"this reader reads with the encoder of {options.Encoder} ({options.Vocabulary} x {options.EncoderWidth}), not with that of {encoder.Options.Space} ({encoder.Options.Vocabulary} x {encoder.Options.Layer.Width})");
        folder.RequireWeights((long)options.Width * options.Width);
        var model = Blank(() => new ReaderModel(options, encoder));
        folder.Fill(model, _names);
        model.eval();
        return model;
    }

    /// <summary>Saves config.json and the weights; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F16) => ModelFolder.Save(folder, Options.ToConfig(), this, _names, type);

    /// <summary>What is stored of passages.</summary>
    public EncodedPassages Encode(TokenBatch passages) => Stored.forward(Encoder.Upper(Encoder.Lower(passages), passages), passages);

    /// <summary>What questions become.</summary>
    public EncodedQuestions Ask(TokenBatch questions) =>
        Question.forward(Encoder.Upper(Encoder.Lower(questions), questions), questions, Stored.Align);
}
