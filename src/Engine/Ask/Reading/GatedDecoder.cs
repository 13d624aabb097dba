using Rag.Attention;
using Rag.Attention.Caches;
using Rag.Attention.Inference;
using Rag.Encoders.Layers;
using Rag.Engine.Decoding;
using TorchSharp.Utils;

namespace Rag.Engine.Ask.Reading;

/// <summary>
/// Writes an answer piece by piece: the question is its prefix, the live states of the passages its memory. Each piece is copied from the memory
/// or drawn from the vocabulary (See, Liu and Manning, "Get to the point", 2017):
/// <code>
/// p(piece) = s pointer(piece) + (1 - s) vocabulary(piece)
/// </code>
/// </summary>
public sealed class GatedDecoder : NamedModule
{
    private const int Inner = 4; // times the width

    private readonly Tensor _words; // (vocabulary, encoder width): the encoder's own, neither learned nor saved here
    private readonly Linear _memory, _piece, _pointed, _pointer, _copies, _vocabulary;

    [ComponentName(Name = "begin")]
    private readonly Parameter _begin; // (width)

    [ComponentName(Name = "end")]
    private readonly Parameter _end; // (width)

    [ComponentName(Name = "positions")]
    private readonly Parameter _positions; // (answer tokens + 1, width)

    private readonly ModuleList<GatedDecoderLayer> _layers;
    private readonly LayerNorm _norm;
    private readonly double _dropout;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    /// <param name="words">The encoder's word table, (vocabulary, encoder width).</param>
    public GatedDecoder(ReaderOptions options, Tensor words) : base(nameof(GatedDecoder))
    {
        var (width, wordWidth) = (options.Width, options.EncoderWidth);
        (_words, _dropout) = (words, options.Dropout);
        _memory = Part("memory", Linear(2 * width, width));
        _piece = Part("piece", Linear(wordWidth, width));
        _pointed = Part("pointed", Linear(width, width));
        _begin = Learned("begin", torch.randn(width));
        _positions = Learned("positions", 0.1 * torch.randn(options.AnswerTokens + 1, width));
        var layer = new LayerOptions(width, options.DecoderHeads, Inner * width) { Dropout = options.Dropout };
        _layers = Part("layers", ModuleList<GatedDecoderLayer>(
            [.. Enumerable.Range(0, options.DecoderLayers).Select(_ => new GatedDecoderLayer(layer, options.GateStart))]));
        _norm = Part("norm", LayerNorm(width));
        _pointer = Part("pointer", Linear(width, width));
        _end = Learned("end", torch.randn(width) / Math.Sqrt(width));
        _copies = Part("copies", Linear(width, 1));
        _vocabulary = Part("vocabulary", Linear(width, wordWidth));
    }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<GatedDecoderLayer> Layers => [.. _layers];

    /// <summary>Lays the passages of each question in one row.</summary>
    /// <param name="live">(questions * passages, tokens, ...), the passages of a question one after another.</param>
    /// <param name="tokens">The same rows' tokens.</param>
    /// <param name="retrieval">How well each passage was retrieved, (questions, passages).</param>
    public DecoderMemory Remember(Tensor live, TokenBatch tokens, Tensor retrieval)
    {
        using var scope = NewDisposeScope();
        var (questions, length) = (retrieval.shape[0], tokens.Ids.shape[1]);
        return new DecoderMemory(
            _memory.Run(live).view(questions, retrieval.shape[1] * length, -1).MoveToOuterDisposeScope(),
            tokens.Ids.view(questions, -1).MoveToOuterDisposeScope(),
            tokens.Mask.view(questions, -1).MoveToOuterDisposeScope(),
            tokens.IsText.view(questions, -1).MoveToOuterDisposeScope(),
            retrieval.repeat_interleave(length, 1).MoveToOuterDisposeScope());
    }

    /// <summary>What the decoder is told at the beginning: (questions, 1, width).</summary>
    public Tensor Begin(long questions) => (_begin + _positions[0]).expand(questions, 1, -1);

    /// <summary>What it is told of pieces that it has written.</summary>
    /// <param name="ids">int64 (questions, pieces)</param>
    /// <param name="items">Where each was copied from, int64 (questions, pieces) in the memory's row.</param>
    /// <param name="position">Pieces written before these.</param>
    /// <returns>(questions, pieces, width)</returns>
    public Tensor Told(Tensor ids, Tensor items, DecoderMemory memory, int position = 0)
    {
        using var scope = NewDisposeScope();
        var words = _words.index_select(0, ids.flatten()).view(ids.shape[0], ids.shape[1], -1).to_type(float32); // (questions, pieces, word width)
        var states = memory.States.gather(1, items.unsqueeze(-1).expand(-1, -1, memory.States.shape[2]));
        return (_piece.Run(words) + _pointed.Run(states) + _positions.narrow(0, position + 1, ids.shape[1])).MoveToOuterDisposeScope();
    }

    /// <summary>The memory as each layer reads it.</summary>
    public FixedCache[] Project(DecoderMemory memory) => [.. _layers.Select(layer => layer.Attention.Cross.Remember(memory.States))];

    /// <param name="told">What it was told so far, or since the last call where there are caches: (questions, tokens, width).</param>
    /// <param name="mask">bool (questions, tokens), false where padded; null where nothing is.</param>
    /// <param name="projected">See <see cref="Project"/>.</param>
    /// <param name="self">One a layer: caches of what was told before, probes.</param>
    /// <param name="cross">The same for the memory; probes here hear the gates.</param>
    /// <returns>(questions, tokens, width)</returns>
    public Tensor forward(
        Tensor told, Tensor? mask, DecoderMemory memory, IReadOnlyList<FixedCache> projected,
        IReadOnlyList<AttentionContext>? self = null, IReadOnlyList<AttentionContext>? cross = null)
    {
        using var scope = NewDisposeScope();
        var h = told;
        for (var i = 0; i < _layers.Count; i++)
        {
            h = _layers[i].forward(
                h, projected[i], (self?[i] ?? new AttentionContext()) with { KeyMask = mask },
                (cross?[i] ?? new AttentionContext()) with { KeyMask = memory.IsRead, RetrievalScores = memory.Retrieval });
        }
        return functional.dropout(_norm.call(h), _dropout, training).MoveToOuterDisposeScope();
    }

    /// <summary>Where it points and how much it copies.</summary>
    /// <param name="h">(questions, tokens, width)</param>
    public DecoderOutput Point(Tensor h, DecoderMemory memory)
    {
        using var scope = NewDisposeScope();
        var query = _pointer.Run(h) / Math.Sqrt(h.shape[2]); // (questions, tokens, width)
        var items = torch.bmm(query, memory.States.transpose(1, 2)).masked_fill(memory.IsText.unsqueeze(1).logical_not(), LiveLayers.Masked);
        var end = torch.matmul(query, _end * Math.Sqrt(h.shape[2])).unsqueeze(-1);
        var scores = torch.cat([end, items], -1); // (questions, tokens, 1 + items)
        return new DecoderOutput(functional.softmax(scores, -1).MoveToOuterDisposeScope(), torch.sigmoid(_copies.Run(h)).MoveToOuterDisposeScope());
    }

    /// <summary>Log probabilities of the vocabulary alone, (..., vocabulary), of h (..., width): by the encoder's own word table.</summary>
    public Tensor Vocabulary(Tensor h)
    {
        using var scope = NewDisposeScope();
        return functional.log_softmax(torch.matmul(_vocabulary.Run(h).to_type(_words.dtype), _words.t()).to_type(float32), -1).MoveToOuterDisposeScope();
    }
}
