using Rag.Attention.Biases;
using Rag.Attention.Caches;
using Rag.Attention.Kernels;
using Rag.Attention.Scores;

namespace Rag.Attention;

/// <summary>
/// softmax(score(q, k) / temperature + bias + mask) v over heads that are already split, and all that is learned in it.
/// <see cref="PlainKernel"/> has the equation as it reads; the other kernels compute it faster.
/// </summary>
public sealed class AttentionMechanism : NamedModule
{
    private readonly Parameter? _logTemperature; // (heads)
    private readonly Parameter?[] _biases;
    private readonly Parameter? _position;
    private readonly Parameter? _nullKey; // (key/value heads, head)
    private readonly Parameter? _nullValue;
    private readonly Tensor? _kernel;

    /// <summary>Draws what is learned from the global generator (torch.manual_seed).</summary>
    public AttentionMechanism(AttentionOptions options) : base(nameof(AttentionMechanism))
    {
        Options = options;
        if (options.LearnTemperature)
            _logTemperature = Learned("log_temperature", torch.full(options.Heads, Math.Log(options.Temperature), float32));
        _biases = [.. options.Biases.Select((bias, i) => bias.Initial(options.Heads) is { } b ? Learned($"bias{i}", b) : null)];
        if (options.Position?.Initial(options) is { } positions) _position = Learned("position", positions);
        if (options.NullKey)
        {
            _nullKey = Learned("null_key", torch.randn(options.KeyValueHeads, options.HeadWidth) / Math.Sqrt(options.HeadWidth));
            _nullValue = Learned("null_value", torch.zeros(options.KeyValueHeads, options.HeadWidth));
        }
        if (options.Kernel.Initial(options) is { } state)
            _kernel = options.Kernel.Learns ? Learned("kernel", state) : Constant("kernel", state);
    }

    /// <summary>What it was built from.</summary>
    public AttentionOptions Options { get; }

    /// <param name="query">(batch, heads, queries, head)</param>
    /// <param name="key">(batch, key/value heads, keys, head)</param>
    /// <param name="value">(batch, key/value heads, keys, head)</param>
    /// <returns>(batch, heads, queries, head); a query that may read nothing gets zeros.</returns>
    public Tensor forward(Tensor query, Tensor key, Tensor value, AttentionContext? context = null)
    {
        Check(query, Options.Heads, "Queries");
        Check(key, Options.KeyValueHeads, "Keys");
        Check(value, Options.KeyValueHeads, "Values");
        using var scope = NewDisposeScope();
        var cache = context?.Cache;
        var start = cache?.Tokens ?? 0;
        var (keys, values) = Prepare(key, value, start, withNull: cache is not { IsEmpty: false });
        if (cache is not null) (keys, values) = cache.Append(keys, values, cache.IsEmpty ? Leading : 0);
        return Read(query, keys, values, start, context ?? AttentionContext.Empty).MoveToOuterDisposeScope();
    }

    /// <summary>The same over a memory that <see cref="Remember"/> prepared.</summary>
    public Tensor forward(Tensor query, FixedCache memory, AttentionContext? context = null)
    {
        if (context?.Cache is not null)
            throw new ArgumentException("A memory is fixed; only a sequence's own keys go to a growing cache.", nameof(context));
        Check(query, Options.Heads, "Queries");
        using var scope = NewDisposeScope();
        return Read(query, memory.Keys, memory.Values, 0, context ?? AttentionContext.Empty).MoveToOuterDisposeScope();
    }

    /// <summary>Keys and values as this layer reads them, to be read many times.</summary>
    public FixedCache Remember(Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var (keys, values) = Prepare(key, value, 0, withNull: true);
        return new FixedCache(keys.contiguous(), values.contiguous()); // read at every step, so laid out once as it is read
    }

    private int Leading => Options.NullKey ? 1 : 0;

    /// <summary>softmax(scale * q.k / temperature + terms) v.</summary>
    private Tensor Read(Tensor query, Tensor key, Tensor value, long start, AttentionContext context)
    {
        var (keys, values) = (Shared(key), Shared(value)); // (batch, heads, keys, head)
        var grid = new ScoreGrid(context, Options.Heads, start + context.QueryStart, query.shape[2], keys.shape[2] - Leading) { Device = query.device };
        var queries = Tempered(Options.Score.Prepare(Placed(query, grid.Start, isKey: false))); // (batch, heads, queries, head)
        var keyTerm = Options.Score.KeyTerm(keys) is { } term ? Tempered(term) : null; // (batch, heads, 1, keys)
        var terms = new ScoreTerms(Options, _biases, grid, Leading, keyTerm);
        var scale = Options.Score.Scale(Options.HeadWidth);
        var problem = new AttentionProblem(queries, keys, values, scale, terms, training ? Options.Dropout : 0);
        if (context.Probe is null) return Options.Kernel.Attend(problem, _kernel);

        var (output, weights) = Options.Kernel.AttendVisibly(problem, _kernel);
        context.Probe.HearWeights(weights);
        return output;
    }

    /// <summary>Keys with their positions as the score wants them, the null key and value first.</summary>
    private (Tensor Keys, Tensor Values) Prepare(Tensor key, Tensor value, long start, bool withNull)
    {
        var keys = Placed(key, start, isKey: true);
        var values = value;
        if (withNull && Options.NullKey) (keys, values) = (After(_nullKey!, keys), After(_nullValue!, values));
        if (Options.KeyNormLimit is { } limit) keys = Score.Clip(keys, limit);
        return (Options.Score.Prepare(keys), values);
    }

    private Tensor Placed(Tensor vectors, long start, bool isKey) =>
        Options.Position is { } position && position.Covers(isKey) ? position.Place(vectors, start, isKey, _position) : vectors;

    /// <summary>What enters the scores once, divided by the temperature.</summary>
    private Tensor Tempered(Tensor factor) =>
        _logTemperature is not null ? factor * torch.exp(-_logTemperature).view(-1, 1, 1) : // (heads, 1, 1)
        Options.Temperature != 1 ? factor / Options.Temperature : factor;

    /// <summary>Each key/value head once for every query head that shares it.</summary>
    private Tensor Shared(Tensor heads) =>
        Options.Heads == Options.KeyValueHeads ? heads : heads.repeat_interleave(Options.Heads / Options.KeyValueHeads, 1);

    private void Check(Tensor vectors, int heads, string what)
    {
        if (vectors.shape is not [_, var givenHeads, _, var width] || givenHeads != heads || width != Options.HeadWidth)
        {
            throw new ArgumentException(
                $"{what} are (batch, {heads}, tokens, {Options.HeadWidth}), not ({string.Join(", ", vectors.shape)}).");
        }
    }

    private static Tensor After(Tensor first, Tensor rest) =>
        torch.cat([first.unsqueeze(1).expand(rest.shape[0], -1, -1, -1), rest], 2);
}
