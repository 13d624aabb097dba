using Rag.Attention;
using Rag.Attention.Inference;

namespace Rag.Encoders.Audio.Aligner;

/// <summary>What the text answers with. Rows behind a transcript's last letter or word mean nothing.</summary>
/// <param name="Letters">(batch, 2 letters, query width): the two sub-states of each letter, one after the other.</param>
/// <param name="Starts">(batch, units, edge width), of the first letter of each spoken word.</param>
/// <param name="Ends">(batch, units, edge width), of the last letter.</param>
public sealed record TextKeys(Tensor Letters, Tensor Starts, Tensor Ends);

/// <summary>
/// Letters in context, which answer the frames: an embedding and residual convolutions give each letter a state; from it come its two
/// keys, from the first and the last letter of a word the keys of its edges. Silence has one key of its own.
/// </summary>
public sealed class TextSide : NamedModule
{
    private const double Dropout = 0.1; // of the blocks, as on the audio side

    private readonly AlignerOptions _options;
    private readonly Embedding _embedding;
    private readonly ModuleList<DilatedBlock> _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear _key, _start, _end;

    [TorchSharp.Utils.ComponentName(Name = "silence")]
    private readonly Parameter _silence;

    [TorchSharp.Utils.ComponentName(Name = "biases")]
    private readonly Parameter _biases;

    internal TextSide(AlignerOptions options) : base(nameof(TextSide))
    {
        _options = options;
        _embedding = Part("embedding", Embedding(SpokenLetters.Alphabet, options.TextWidth));
        _blocks = Part("blocks", ModuleList<DilatedBlock>(
            [.. Enumerable.Range(0, options.TextBlocks).Select(_ => new DilatedBlock(options.TextWidth, 1, Dropout, options.TextKernel))]));
        _norm = Part("norm", LayerNorm(options.TextWidth));
        _key = Part("key", Linear(options.TextWidth, 2 * options.QueryWidth));
        _start = Part("start", Linear(options.TextWidth, options.EdgeWidth));
        _end = Part("end", Linear(options.TextWidth, options.EdgeWidth));
        _silence = Learned("silence", torch.zeros(options.QueryWidth));
        _biases = Learned("biases", torch.zeros(3));
    }

    /// <summary>The learned key of silence, (query width).</summary>
    public Tensor Silence => _silence;

    /// <summary>What is added to the scores of starts, ends and silence, (3).</summary>
    public Tensor Biases => _biases;

    /// <summary>The keys of several transcripts, padded to the longest.</summary>
    public TextKeys forward(IReadOnlyList<SpokenLetters> texts)
    {
        using var scope = NewDisposeScope();
        var device = _silence.device;
        var ids = Padded(texts, text => text.Ids).to(device); // (batch, positions)
        var letters = Padded(texts, text => text.Letters).to(device); // (batch, letters)
        var firsts = Padded(texts, text => [.. text.Units.Select(unit => text.Letters[unit.FirstLetter])]).to(device); // (batch, units)
        var lasts = Padded(texts, text => [.. text.Units.Select(unit => text.Letters[unit.FirstLetter + unit.Letters - 1])]).to(device);

        var mask = ids.to_type(ScalarType.Bool).to_type(float32).unsqueeze(-1); // (batch, positions, 1)
        var x = _embedding.call(ids); // (batch, positions, text width)
        foreach (var block in _blocks) x = block.forward(x, mask);
        x = _norm.call(x);

        var keys = _key.Run(At(x, letters)).reshape(texts.Count, -1, _options.QueryWidth); // (batch, 2 letters, query width)
        return new TextKeys(
            keys.MoveToOuterDisposeScope(), _start.Run(At(x, firsts)).MoveToOuterDisposeScope(), _end.Run(At(x, lasts)).MoveToOuterDisposeScope());
    }

    /// <summary>The rows of <paramref name="x"/> at the given positions: (batch, positions, width) to (batch, chosen, width).</summary>
    private static Tensor At(Tensor x, Tensor positions) => x.gather(1, positions.unsqueeze(-1).expand(-1, -1, x.shape[2]));

    private static Tensor Padded(IReadOnlyList<SpokenLetters> texts, Func<SpokenLetters, IReadOnlyList<int>> numbers)
    {
        var rows = texts.Select(numbers).ToArray();
        var width = Math.Max(1, rows.Max(row => row.Count));
        var all = new long[rows.Length * width];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < rows[row].Count; i++) all[(row * width) + i] = rows[row][i];
        }
        return torch.tensor(all, rows.Length, width);
    }
}
