using System.Text.Json;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;
using Rag.Encoders.Text;
using Rag.Encoders.Text.Embeddings;
using Rag.Encoders.Text.Tokenizers;
using Rag.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ask.Reading;

/// <summary>A text encoder of a few words and a reader over it, both with random weights, in folders of their own.</summary>
internal sealed class SmallReader : IDisposable
{
    private static readonly string[] _words =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "?", "who", "what", "where", "is", "the", "of", "in", "a", "and", "was", "born", "built", "red", "blue", "green",
        "house", "river", "tower", "city", "king", "queen", "anna", "karl", "otto", "maria", "paris", "rome", "oslo", "bonn", "colour", "lived", "near", "old", "new",
    ];

    private readonly TemporaryFolder _folder = new();

    public SmallReader(int seed = 1)
    {
        torch.manual_seed(seed);
        Encoder = new BertEncoder(new BertOptions(_words.Length, 64, 4, new LayerOptions(16, 2, 32)) { Space = "small" });
        Encoder.eval();
        Encoder.Save(EncoderFolder);
        _folder.Write("encoder/tokenizer.json", TokenizerJson());
        Texts = TextEncoder.Open(EncoderFolder, new TextEncoderOptions { Precision = Precision.Fp32 });
        Tokenizer = Tokenizer.Load(_folder["encoder/tokenizer.json"]);
        Model = new ReaderModel(
            new ReaderOptions { Encoder = "small", Vocabulary = _words.Length, EncoderWidth = 16, CopiedLayers = 2, Width = 16, AlignmentWidth = 8, Heads = 2, DecoderHeads = 2, PassageTokens = 40 },
            Encoder);
        Model.Live.Features.Learn([.. Enumerable.Range(0, _words.Length).Select(id => id < 6 ? 0f : 1 + (id % 5))], [4, 5]);
        Model.eval();
        Model.Save(ReaderFolder, TensorType.F32);
    }

    public BertEncoder Encoder { get; }

    public ReaderModel Model { get; }

    public Tokenizer Tokenizer { get; }

    public string EncoderFolder => _folder["encoder"];

    public string ReaderFolder => _folder["reader"];

    /// <summary>What <see cref="Open"/> reads with.</summary>
    public TextEncoder Texts { get; }

    public Reader Open() => Reader.Open(ReaderFolder, Texts);

    public TokenBatch Passages(params PassageText[] passages) => TokenBatch.Of([.. passages.Select(passage => ReaderTokens.OfPassage(Tokenizer, passage, 40))], CPU);

    public TokenBatch Questions(params string[] questions) => TokenBatch.Of([.. questions.Select(question => ReaderTokens.OfQuestion(Tokenizer, question, 42))], CPU);

    public void Dispose()
    {
        Texts.Dispose();
        Model.Dispose();
        Encoder.Dispose();
        _folder.Dispose();
    }

    private static string TokenizerJson() => JsonSerializer.Serialize(new
    {
        added_tokens = _words.Take(4).Select((word, id) => new { id, content = word, special = true }),
        normalizer = new { type = "BertNormalizer", clean_text = true, handle_chinese_chars = true, strip_accents = (bool?)null, lowercase = true },
        pre_tokenizer = new { type = "BertPreTokenizer" },
        post_processor = new { type = "BertProcessing", sep = new object[] { "[SEP]", 3 }, cls = new object[] { "[CLS]", 2 } },
        decoder = new { type = "WordPiece", prefix = "##", cleanup = true },
        model = new
        {
            type = "WordPiece",
            unk_token = "[UNK]",
            continuing_subword_prefix = "##",
            max_input_chars_per_word = 100,
            vocab = _words.Index().ToDictionary(word => word.Item, word => word.Index),
        },
    });
}
