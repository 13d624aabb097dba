using Rag.Attention.Biases;
using Rag.Attention.Kernels;
using Rag.Attention.Masks;
using Rag.Attention.Positions;
using Rag.Attention.Scores;

namespace Rag.Attention;

/// <summary>Which of a layer's projections have a bias.</summary>
public enum ProjectionBias
{
    /// <summary>Queries, keys, values and output: BERT, CLIP.</summary>
    All,

    /// <summary>None: T5.</summary>
    None,

    /// <summary>All but the keys: Whisper.</summary>
    AllButKeys,
}

/// <summary>What an attention layer is. A combination that makes no sense is refused here, with the reason.</summary>
public sealed record AttentionOptions
{
    /// <param name="headWidth">Default: width / heads.</param>
    /// <param name="keyValueHeads">Default: as many as heads.</param>
    /// <param name="memoryWidth">Default: the width.</param>
    /// <param name="score">Default: <see cref="Score.ScaledDot"/>.</param>
    /// <param name="temperature">Default: 1; for the cosine 0.1.</param>
    /// <param name="learnTemperature">Default: only for the cosine.</param>
    /// <param name="kernel">Default: <see cref="Kernel.Tiled"/>.</param>
    /// <exception cref="ArgumentException">The combination makes no sense.</exception>
    public AttentionOptions(
        int width, int heads = 1, int? headWidth = null, int? keyValueHeads = null, int? memoryWidth = null,
        ProjectionBias projectionBias = ProjectionBias.All, bool outputProjection = true,
        Score? score = null, double? temperature = null, bool? learnTemperature = null, double? keyNormLimit = null,
        bool causal = false, SlidingWindow? window = null, int? chunkLength = null,
        IEnumerable<Bias>? biases = null, Position? position = null, bool nullKey = false, double dropout = 0,
        Kernel? kernel = null)
    {
        Width = width;
        Heads = heads;
        HeadWidth = headWidth ?? (heads > 0 ? width / heads : 0);
        KeyValueHeads = keyValueHeads ?? heads;
        MemoryWidth = memoryWidth ?? width;
        ProjectionBias = projectionBias;
        OutputProjection = outputProjection;
        Score = score ?? Score.ScaledDot;
        Temperature = temperature ?? (Score is CosineScore ? 0.1 : 1);
        LearnTemperature = learnTemperature ?? Score is CosineScore;
        KeyNormLimit = keyNormLimit;
        Causal = causal;
        Window = window;
        ChunkLength = chunkLength;
        Biases = [.. biases ?? []];
        Position = position;
        NullKey = nullKey;
        Dropout = dropout;
        Kernel = kernel ?? Kernel.Tiled;
        if (Refusals(headWidth is not null).FirstOrDefault(reason => reason is not null) is { } refusal)
            throw new ArgumentException(refusal);
    }

    /// <summary>Numbers of a token that asks, and of the output.</summary>
    public int Width { get; }

    /// <summary>Query heads.</summary>
    public int Heads { get; }

    /// <summary>Numbers of one query, key or value.</summary>
    public int HeadWidth { get; }

    /// <summary>Key/value heads, each shared by as many query heads (Ainslie et al., "GQA", 2023; one: Shazeer 2019).</summary>
    public int KeyValueHeads { get; }

    /// <summary>Numbers of a token that is read.</summary>
    public int MemoryWidth { get; }

    /// <summary>Which projections have a bias.</summary>
    public ProjectionBias ProjectionBias { get; }

    /// <summary>Whether the layer joins its heads by a projection; one that only reads leaves it to its owner.</summary>
    public bool OutputProjection { get; }

    /// <summary>How alike a query and a key are.</summary>
    public Score Score { get; }

    /// <summary>Scores are divided by it; learned, it starts here.</summary>
    public double Temperature { get; }

    /// <summary>Whether each head learns its temperature, as exp of a parameter.</summary>
    public bool LearnTemperature { get; }

    /// <summary>Keys longer than this are shortened to it; null leaves them.</summary>
    public double? KeyNormLimit { get; }

    /// <summary>Whether a query reads keys up to its own position only.</summary>
    public bool Causal { get; }

    /// <summary>How far a query reads; null reads everything.</summary>
    public SlidingWindow? Window { get; }

    /// <summary>Queries a chunk: what was retrieved for a chunk is read by later chunks only (RETRO).</summary>
    public int? ChunkLength { get; }

    /// <summary>Added to the scores, all of them.</summary>
    public IReadOnlyList<Bias> Biases { get; }

    /// <summary>How projected queries and keys know where they stand; null where the input or a bias says it.</summary>
    public Position? Position { get; }

    /// <summary>Whether there is a learned key and value that can always be read, so that an empty retrieval stays finite.</summary>
    public bool NullKey { get; }

    /// <summary>Probability of dropping a weight while training.</summary>
    public double Dropout { get; }

    /// <summary>How the weights are computed, or avoided.</summary>
    public Kernel Kernel { get; }

    private IEnumerable<string?> Refusals(bool ownHeadWidth)
    {
        if (Width < 1 || Heads < 1 || HeadWidth < 1 || MemoryWidth < 1)
            yield return $"Width, heads, head and memory width are 1 or more, not {Width}, {Heads}, {HeadWidth}, {MemoryWidth}.";
        if (!ownHeadWidth && Width % Heads != 0) yield return $"A width of {Width} does not divide into {Heads} heads.";
        if (KeyValueHeads < 1 || Heads % KeyValueHeads != 0)
            yield return $"{Heads} heads cannot share {KeyValueHeads} key/value heads evenly.";
        if (!(Temperature > 0) || !double.IsFinite(Temperature))
            yield return $"A temperature is positive, not {Temperature}.";
        if (!(Dropout >= 0 && Dropout < 1)) yield return $"A dropout probability lies in [0, 1), not {Dropout}.";
        yield return Score.Refusal;
        if (KeyNormLimit is { } limit)
        {
            if (!(limit > 0) || !double.IsFinite(limit)) yield return $"A limit of key norms is positive, not {limit}.";
            if (Score is CosineScore) yield return "A cosine does not see the keys' norms, so there is nothing to clip.";
            if (Score is GaussianScore) yield return "A Gaussian kernel measures distances to the keys; clipping would move them.";
        }
        if ((Causal || Window is not null) && ChunkLength is not null)
            yield return "Causal masks and windows compare positions of one sequence; a chunked mask reads retrieved items.";
        if (ChunkLength < 1) yield return $"A chunk has 1 or more queries, not {ChunkLength}.";
        yield return Window?.Refusal;
        foreach (var bias in Biases) yield return bias.Refusal;
        yield return Position?.Refusal(this);
        yield return Kernel.Refusal(this);
    }
}
