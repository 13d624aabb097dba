using System.Runtime.InteropServices;
using Rag.Encoders.Text.Tokenizers.Decoding;
using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Models;
using Rag.Encoders.Text.Tokenizers.Normalization;
using Rag.Encoders.Text.Tokenizers.PostProcessing;
using Rag.Encoders.Text.Tokenizers.PreTokenization;
using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers;

/// <summary>
/// A Hugging Face <c>tokenizer.json</c>: text -> token ids with their places in the text, and back. Added tokens are found
/// first; the text between them is normalized, cut into pieces, each piece into tokens of the vocabulary; a post-processor puts
/// special tokens around. Any string is accepted, half surrogate pairs included. Safe for concurrent use.
/// </summary>
public sealed class Tokenizer
{
    private readonly string _path;
    private readonly AddedTokens _addedTokens;
    private readonly INormalizer? _normalizer;
    private readonly IPreTokenizer? _preTokenizer;
    private readonly IModel _model;
    private readonly IPostProcessor? _postProcessor;
    private readonly IDecoder? _decoder;

    internal Tokenizer(JsonPart file, string path)
    {
        _path = path;
        _model = ModelReader.Read(file.Required("model"));
        if (file.Optional("normalizer") is { } normalizer) _normalizer = NormalizerReader.Read(normalizer);
        if (file.Optional("pre_tokenizer") is { } preTokenizer) _preTokenizer = PreTokenizerReader.Read(preTokenizer);
        if (file.Optional("post_processor") is { } postProcessor) _postProcessor = PostProcessorReader.Read(postProcessor);
        if (file.Optional("decoder") is { } decoder) _decoder = DecoderReader.Read(decoder);
        if (file.Optional("truncation") is { } truncation) Truncation = Truncation.Read(truncation);
        _addedTokens = AddedTokens.Read(file.Optional("added_tokens"), _model.Vocabulary, _normalizer);
    }

    /// <summary>One more than the highest id: the rows a model's embedding needs.</summary>
    public int Count => _model.Vocabulary.Count;

    /// <summary>The truncation that the file asks for. It is applied only where it is passed on: no text is cut unasked.</summary>
    public Truncation? Truncation { get; }

    /// <summary>Opens a <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">It is damaged or asks for something unknown.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Tokenizer Load(string path) => TokenizerFile.Read(path);

    /// <summary>Opens the content of a <c>tokenizer.json</c>; <paramref name="path"/> names it in messages.</summary>
    /// <exception cref="TokenizerException">It is damaged or asks for something unknown.</exception>
    public static Tokenizer Parse(ReadOnlyMemory<byte> json, string path) => TokenizerFile.Parse(json, path);

    /// <summary>The id of a token of the vocabulary or an added one; null where there is none.</summary>
    public int? IdOf(string token) => _model.Vocabulary.IdOf(token);

    /// <summary>The token as the vocabulary writes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No token has this id.</exception>
    public string TokenOf(int id) => _model.Vocabulary.TokenOf(id)
        ?? throw new ArgumentOutOfRangeException(nameof(id), id, $"No token has this id; there are {Count}.");

    /// <summary>Whether the file marks the token as special, as <c>[CLS]</c> and <c>[PAD]</c> are.</summary>
    public bool IsSpecial(int id) => _addedTokens.IsSpecial(id);

    /// <summary>Encodes one text.</summary>
    /// <exception cref="TokenizerException">A rule of the file takes too long over the text, or makes far too much of it.</exception>
    /// <exception cref="ArgumentException">The truncation does not fit the text.</exception>
    public Encoding Encode(string text, bool addSpecialTokens = true, Truncation? truncation = null) =>
        Finish(Tokenize(text, sequenceId: 0), null, addSpecialTokens, truncation);

    /// <summary>Encodes a pair: a question and a passage, say. Offsets count in the text a token belongs to.</summary>
    /// <exception cref="TokenizerException">A rule of the file takes too long over a text, or makes far too much of it.</exception>
    /// <exception cref="ArgumentException">The truncation does not fit the texts.</exception>
    public Encoding Encode(string text, string pair, bool addSpecialTokens = true, Truncation? truncation = null) =>
        Finish(Tokenize(text, sequenceId: 0), Tokenize(pair, sequenceId: 1), addSpecialTokens, truncation);

    /// <summary>The text of tokens, as near to the original as the file's decoder gets; ids that are no token are left out.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>();
        foreach (var id in ids)
        {
            if (_model.Vocabulary.TokenOf(id) is { } token && !(skipSpecialTokens && IsSpecial(id))) tokens.Add(token);
        }
        return _decoder is null ? string.Join(' ', tokens) : string.Concat(_decoder.Decode(tokens));
    }

    private Encoding Finish(List<Token> first, List<Token>? second, bool addSpecialTokens, Truncation? truncation)
    {
        var added = addSpecialTokens ? _postProcessor?.AddedCount(second is not null) ?? 0 : 0;
        truncation?.Apply(first, second, added);
        if (_postProcessor is not null) return new Encoding(_postProcessor.Process(first, second, addSpecialTokens));
        if (second is not null) first.AddRange(second);
        return new Encoding(first);
    }

    private List<Token> Tokenize(string text, int sequenceId)
    {
        try
        {
            return TokenizeWhole(text, sequenceId);
        }
        catch (TextLimitException e)
        {
            throw new TokenizerException(_path, "$", e.Message);
        }
    }

    private List<Token> TokenizeWhole(string text, int sequenceId)
    {
        var tokens = new List<Token>(text.Length / 4 + 2);
        foreach (var (added, start, end) in _addedTokens.InRawText.Split(text))
        {
            if (added is not null)
            {
                tokens.Add(Token.OfText(added.Id, added.Content, start, end, sequenceId));
                continue;
            }
            var part = AlignedText.Of(text.AsSpan(start, end - start), start);
            TokenizePart(_normalizer?.Normalize(part) ?? part, sequenceId, tokens);
        }
        return tokens;
    }

    private void TokenizePart(AlignedText text, int sequenceId, List<Token> tokens)
    {
        foreach (var (added, start, end) in _addedTokens.InNormalizedText.Split(text.Chars))
        {
            if (added is not null)
            {
                var (from, to) = text.OriginalRange(start, end);
                tokens.Add(Token.OfText(added.Id, added.Content, from, to, sequenceId));
                continue;
            }
            var pieces = new Pieces(text, [(start, end)]);
            TokenizePieces(_preTokenizer?.Cut(pieces) ?? pieces, sequenceId, tokens);
        }
    }

    private void TokenizePieces(Pieces pieces, int sequenceId, List<Token> tokens)
    {
        var modelTokens = new List<ModelToken>();
        foreach (var (start, end) in pieces.Ranges)
        {
            modelTokens.Clear();
            _model.Tokenize(pieces.Text.Chars[start..end], modelTokens);
            foreach (ref readonly var token in CollectionsMarshal.AsSpan(modelTokens))
            {
                var (from, to) = pieces.Text.OriginalRange(start + token.Start, start + token.End);
                tokens.Add(Token.OfText(token.Id, token.Text ?? _model.Vocabulary.TokenOf(token.Id)!, from, to, sequenceId));
            }
        }
    }
}
