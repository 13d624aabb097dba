using Rag.Attention;
using Rag.Attention.Caches;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Engine.Decoding;
using TorchSharp.Utils;

namespace Rag.Engine.Caption;

/// <summary>
/// Writes captions word by word over two memories that one cross-attention reads: the patches of the picture, and captions of pictures like it.
/// A word is drawn from the vocabulary or copied from a retrieved caption (See, Liu and Manning, "Get to the point", 2017), so that memory
/// can say what the weights never saw:
/// <code>
/// p(word) = s pointer(word) + (1 - s) vocabulary(word)
/// </code>
/// </summary>
public sealed class CaptionDecoder : NamedModule
{
    private const double Never = -1e9; // a score, finite: where nothing can be copied the softmax must not be NaN
    private static readonly TensorNames _names = new();

    private readonly Linear _patch, _caption, _pointer, _copies;
    private readonly LayerNorm _patchNorm, _captionNorm, _norm;
    private readonly Linear _words; // its rows are the words' vectors as well

    [ComponentName(Name = "kinds")]
    private readonly Parameter _kinds; // (2, width): patch, word of a caption

    [ComponentName(Name = "places")]
    private readonly Parameter _places; // (words, width)

    [ComponentName(Name = "ranks")]
    private readonly Parameter _ranks; // (retrieved, width)

    [ComponentName(Name = "positions")]
    private readonly Parameter _positions; // (words + 1, width)

    [ComponentName(Name = "supported")]
    private readonly Parameter _supported; // (1)

    private readonly ModuleList<GatedDecoderLayer> _layers;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public CaptionDecoder(CaptionerOptions options) : base(nameof(CaptionDecoder))
    {
        Options = options;
        var width = options.Width;
        _patch = Part("patch", Linear(options.PatchWidth, width));
        _patchNorm = Part("patch_norm", LayerNorm(width));
        _caption = Part("caption", Linear(3 * width, width));
        _captionNorm = Part("caption_norm", LayerNorm(width));
        _kinds = Learned("kinds", 0.1 * torch.randn(2, width));
        _places = Learned("places", 0.1 * torch.randn(options.Words, width));
        _ranks = Learned("ranks", 0.1 * torch.randn(options.Retrieved, width));
        _words = Part("words", Linear(width, options.Vocabulary));
        _positions = Learned("positions", 0.1 * torch.randn(options.Words + 1, width));
        _layers = Part("layers", ModuleList<GatedDecoderLayer>(
            [.. Enumerable.Range(0, options.Layers).Select(_ => new GatedDecoderLayer(options.Layer, options.GateStart, options.Dropout))]));
        _norm = Part("norm", LayerNorm(width));
        _pointer = Part("pointer", Linear(width, width));
        _supported = Learned("supported", torch.ones(1));
        _copies = Part("copies", Linear(width, 1));
    }

    /// <summary>What it was built from.</summary>
    public CaptionerOptions Options { get; }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<GatedDecoderLayer> Layers => [.. _layers];

    /// <summary>Opens a model of a folder, ready to write (dropout off).</summary>
    /// <exception cref="CheckpointException">The folder holds no captioner, or is damaged.</exception>
    public static CaptionDecoder Open(ModelFolder folder)
    {
        var options = CaptionerOptions.Read(folder.Config);
        folder.RequireWeights(options.Weights);
        var decoder = Blank(() => new CaptionDecoder(options));
        folder.Fill(decoder, _names);
        decoder.eval();
        return decoder;
    }

    /// <summary>Saves config.json and the weights; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F16) => ModelFolder.Save(folder, Options.ToConfig(), this, _names, type);

    /// <summary>The two memories as one row of states for each picture.</summary>
    public EncodedMemory Encode(CaptionMemory memory)
    {
        using var scope = NewDisposeScope();
        var (pictures, cells) = (memory.Patches.shape[0], memory.Patches.shape[1]);
        var patches = _patchNorm.call(_patch.Run(memory.Patches)) + _kinds[0]; // (pictures, cells, width)
        var words = _captionNorm.call(_caption.Run(WithNeighbours(memory))) + At(_places, memory.Places) + At(_ranks, memory.Ranks) + _kinds[1]; // (pictures, words, width)
        var states = functional.dropout(torch.cat([patches, words], 1), Options.Dropout, training);
        return new EncodedMemory(
            states.MoveToOuterDisposeScope(), memory.Words,
            torch.cat([torch.ones(pictures, cells, dtype: torch.@bool), memory.IsRead], 1).MoveToOuterDisposeScope(),
            torch.cat([torch.zeros(pictures, cells), memory.Support], 1).MoveToOuterDisposeScope());
    }

    /// <summary>The memory as each layer reads it.</summary>
    public FixedCache[] Project(EncodedMemory memory) => [.. _layers.Select(layer => layer.Attention.Cross.Remember(memory.States))];

    /// <summary>What it is told of words that it has written, or begins with.</summary>
    /// <param name="ids">Numbers of the vocabulary, int64 (rows, words).</param>
    /// <param name="positions">Where they stand in their captions, what begins one at 0: int64 (words).</param>
    /// <returns>(rows, words, width)</returns>
    public Tensor Told(Tensor ids, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var told = (At(_words.weight!, ids) * Math.Sqrt(Options.Width)) + _positions.index_select(0, positions);
        return functional.dropout(told, Options.Dropout, training).MoveToOuterDisposeScope();
    }

    /// <param name="told">What it was told so far, or since the last call where there are caches: (rows, words, width).</param>
    /// <param name="projected">See <see cref="Project"/>.</param>
    /// <param name="self">One a layer: caches, documents.</param>
    /// <param name="cross">One a layer: probes of the memory, which hear the gates too.</param>
    /// <returns>(rows, words, width)</returns>
    public Tensor forward(
        Tensor told, EncodedMemory memory, IReadOnlyList<FixedCache> projected,
        IReadOnlyList<AttentionContext>? self = null, IReadOnlyList<AttentionContext>? cross = null)
    {
        using var scope = NewDisposeScope();
        var h = told;
        for (var i = 0; i < _layers.Count; i++)
        {
            h = _layers[i].forward(
                h, projected[i], self?[i] ?? new AttentionContext(),
                (cross?[i] ?? new AttentionContext()) with { KeyMask = memory.IsRead, RetrievalScores = memory.Support });
        }
        return functional.dropout(_norm.call(h), Options.Dropout, training).MoveToOuterDisposeScope();
    }

    /// <summary>Log probabilities of the vocabulary alone, (..., vocabulary), of h (..., width).</summary>
    public Tensor Vocabulary(Tensor h)
    {
        using var scope = NewDisposeScope();
        return functional.log_softmax(_words.Run(h).to_type(float32), -1).MoveToOuterDisposeScope();
    }

    /// <summary>Where it points and how much it copies.</summary>
    /// <param name="h">(rows, words, width)</param>
    /// <returns>Of each word of the retrieved captions, (rows, words, words retrieved), sums to 1; share that is copied, (rows, words, 1), 0 where nothing was retrieved.</returns>
    public (Tensor Pointed, Tensor Copies) Point(Tensor h, EncodedMemory memory)
    {
        using var scope = NewDisposeScope();
        var (cells, words) = (memory.Cells, memory.Words.shape[1]);
        var query = _pointer.Run(h) / Math.Sqrt(Options.Width); // (rows, words, width)
        var (states, isRead) = (memory.States.narrow(1, cells, words), memory.IsRead.narrow(1, cells, words).unsqueeze(1));
        var scores = torch.bmm(query, states.transpose(1, 2)) + (_supported * memory.Support.narrow(1, cells, words).unsqueeze(1));
        var pointed = functional.softmax(scores.to_type(float32).masked_fill(isRead.logical_not(), Never), -1); // (rows, words, words retrieved)
        var copies = torch.sigmoid(_copies.Run(h)).to_type(float32) * isRead.any(-1, keepdim: true).to_type(float32);
        return (pointed.MoveToOuterDisposeScope(), copies.MoveToOuterDisposeScope());
    }

    /// <summary>Probabilities of the word that comes next, copied or drawn: (rows, words of a lexicon).</summary>
    /// <param name="h">(rows, 1, width)</param>
    /// <param name="lexicon">How many words the lexicon has that the memory's numbers are of.</param>
    public Tensor Next(Tensor h, EncodedMemory memory, int lexicon)
    {
        using var scope = NewDisposeScope();
        var (pointed, copies) = Point(h, memory);
        var drawn = (1 - copies.squeeze(1)) * Vocabulary(h).squeeze(1).exp(); // (rows, vocabulary)
        return functional.pad(drawn, [0, lexicon - drawn.shape[1]]).scatter_add(1, memory.Words, (copies * pointed).squeeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Each word's vector between those of the words before and after it in its caption: (pictures, words, 3 width).</summary>
    private Tensor WithNeighbours(CaptionMemory memory)
    {
        var vectors = At(_words.weight!, memory.Told) * Math.Sqrt(Options.Width); // (pictures, words, width)
        var follows = (memory.Places.gt(0) & memory.IsRead).to_type(vectors.dtype).unsqueeze(-1); // a word of the same caption stands before it
        var before = functional.pad(vectors, [0, 0, 1, 0]).narrow(1, 0, vectors.shape[1]) * follows;
        var after = functional.pad(vectors * follows, [0, 0, 0, 1]).narrow(1, 1, vectors.shape[1]);
        return torch.cat([before, vectors, after], -1);
    }

    /// <summary>Rows of a table by number: (rows, words) to (rows, words, width).</summary>
    private static Tensor At(Tensor table, Tensor ids) => table.index_select(0, ids.flatten()).view(ids.shape[0], ids.shape[1], -1);
}
