using Rag.Attention.Biases;

namespace Rag.Attention.Kernels;

/// <summary>
/// Exact attention in a sliding window: the sequence is cut into blocks, and each block reads itself and what its window
/// reaches on both sides. Null key and global tokens are columns that every block reads; the global tokens' own rows are
/// computed apart (Beltagy et al., "Longformer", 2020).
/// </summary>
public sealed record WindowKernel : Kernel
{
    private const int SmallestBlock = 16;

    internal WindowKernel()
    {
    }

    internal override string? Refusal(AttentionOptions options) =>
        options.Window is null ? "The window kernel wants a sliding window." :
        options.Score is Scores.GaussianScore ? "The window kernel takes dot products; a Gaussian score wants the tiled kernel." :
        options.Biases.FirstOrDefault(bias => !bias.IsRelative) is { } bias
            ? $"The window kernel takes biases of the distance alone, which are the same in every block; {bias.GetType().Name} is none." :
        options.Biases.Count > 0 && options.Window.GlobalTokens.Count > 0
            ? "A global token is at another distance from every block, so the window kernel takes no bias beside it." : null;

    internal override Tensor Attend(AttentionProblem problem, Tensor? state)
    {
        var grid = problem.Terms.Grid;
        var padding = problem.Terms.OnlyPadding("The window kernel"); // (batch, 1, 1, leading + tokens), or null
        // While decoding there are few queries, for which the masked tiled kernel is as good.
        if (grid.Start != 0 || grid.Queries != grid.Keys) return Tiled.Attend(problem, state);

        var query = TiledKernel.Rescaled(problem.Query, problem.Scale);
        long[] globals = [.. problem.Terms.Options.Window!.GlobalTokens.Where(token => token < grid.Queries)];
        var windows = new Windows(problem.Terms, globals, problem.Query.shape[0]);
        var local = functional.scaled_dot_product_attention(
            windows.Cut(query), windows.Widen(problem.Key), windows.Widen(problem.Value), windows.Added(), problem.Dropout);
        var output = windows.Mend(local); // (batch, heads, tokens, value)
        return globals.Length == 0 ? output : Replaced(output, globals, GlobalRows(problem, query, globals, padding));
    }

    /// <summary>What the global tokens read: everything.</summary>
    private static Tensor GlobalRows(AttentionProblem problem, Tensor query, long[] globals, Tensor? mask)
    {
        var (terms, places) = (problem.Terms, torch.tensor(globals));
        if (terms.Options.Causal)
        {
            var seen = torch.arange(-terms.Leading, terms.Grid.Keys, dtype: int64).le(places.unsqueeze(-1)); // (globals, leading + keys)
            mask = mask is null ? seen : mask & seen;
        }
        var rows = query.index_select(2, places); // (batch, heads, globals, head)
        return functional.scaled_dot_product_attention(rows, problem.Key, problem.Value, mask, problem.Dropout);
    }

    private static Tensor Replaced(Tensor output, long[] globals, Tensor rows)
    {
        var tokens = output.shape[2];
        var from = Enumerable.Range(0, (int)tokens).Select(i => (long)i).ToArray();
        for (var g = 0; g < globals.Length; g++) from[globals[g]] = tokens + g;
        return torch.cat([output, rows], 2).index_select(2, torch.tensor(from));
    }

    /// <summary>A sequence in blocks: queries as they are, keys with their neighbours and the columns all blocks share.</summary>
    private sealed class Windows
    {
        private readonly ScoreTerms _terms;
        private readonly long[] _globals;
        private readonly long _batch;
        private readonly long _reach;
        private readonly long _block;
        private readonly long _blocks;

        public Windows(ScoreTerms terms, long[] globals, long batch)
        {
            (_terms, _globals, _batch) = (terms, globals, batch);
            _reach = terms.Options.Window!.Reach;
            _block = Math.Max(_reach, SmallestBlock);
            _blocks = (Tokens + _block - 1) / _block;
        }

        private long Tokens => _terms.Grid.Queries;

        /// <summary>What one block reads of its surroundings.</summary>
        private long Span => _block + 2 * _reach;

        private long MissingTokens => _blocks * _block - Tokens;

        /// <summary>(batch, heads, tokens, head) to (batch * blocks, heads, block, head).</summary>
        public Tensor Cut(Tensor queries) => InBlocks(functional.pad(queries, [0, 0, 0, MissingTokens]), _block);

        /// <summary>(batch, heads, leading + tokens, head) to (batch * blocks, heads, columns + span, head).</summary>
        public Tensor Widen(Tensor keys)
        {
            var tokens = keys.narrow(2, _terms.Leading, Tokens);
            var spans = InBlocks(functional.pad(tokens, [0, 0, _reach, _reach + MissingTokens]), Span);
            if (_terms.Leading + _globals.Length == 0) return spans;
            var columns = torch.cat([keys.narrow(2, 0, _terms.Leading), tokens.index_select(2, torch.tensor(_globals))], 2);
            return torch.cat([columns.unsqueeze(1).expand(_batch, _blocks, -1, -1, -1).flatten(0, 1), spans], 2);
        }

        /// <summary>(batch * blocks, heads, block, value) to (batch, heads, tokens, value).</summary>
        public Tensor Mend(Tensor blocks) =>
            blocks.unflatten(0, _batch, _blocks).transpose(1, 2).flatten(2, 3).narrow(2, 0, Tokens);

        /// <summary>Mask and biases of all blocks, broadcasting to (batch * blocks, heads, block, columns + span).</summary>
        public Tensor Added()
        {
            // Query i of a block stands at reach + i of its span, whichever block it is.
            var inSpan = new ScoreGrid(_terms.Grid.Context, _terms.Grid.Heads, _reach, _block, Span);
            var near = inSpan.Distances.abs().le(_reach); // (block, span)
            if (_terms.Options.Causal) near = near & inSpan.Distances.le(0);

            var readable = _terms.Grid.Context.KeyMask ?? torch.ones(1, Tokens, dtype: torch.@bool); // (batch | 1, tokens)
            var mask = Columns(readable) is { } columns
                ? torch.cat([columns, (near & Spans(readable)).expand(_batch * _blocks, 1, _block, Span)], -1)
                : near & Spans(readable);
            if (_terms.Sum(inSpan) is not { } bias) return mask;
            return torch.where(mask, functional.pad(bias, [_terms.Leading, 0]), torch.tensor(float.NegativeInfinity));
        }

        /// <summary>Which keys of its span a block may read: inside the sequence, no padding, and no column already.</summary>
        private Tensor Spans(Tensor readable) // (batch * blocks, 1, 1, span)
        {
            var positions = torch.arange(Tokens, dtype: int64);
            var own = _globals.Aggregate(readable, (all, token) => all & positions.ne(token)).to(float32);
            var spans = functional.pad(own, [_reach, _reach + MissingTokens]).unfold(1, Span, _block); // (batch | 1, blocks, span)
            return spans.expand(_batch, -1, -1).reshape(_batch * _blocks, 1, 1, Span).gt(0.5);
        }

        private Tensor? Columns(Tensor readable) // (batch * blocks, 1, block, leading + globals), or null
        {
            if (_terms.Leading + _globals.Length == 0) return null;
            var places = torch.tensor(_globals);
            var seen = readable.index_select(1, places).unsqueeze(1).unsqueeze(1); // (batch | 1, 1, 1, globals)
            var queries = torch.arange(_blocks * _block, dtype: int64).view(_blocks, _block, 1);
            if (_terms.Options.Causal) seen = seen & places.le(queries); // (batch | 1, blocks, block, globals)
            seen = seen.expand(_batch, _blocks, _block, -1);
            var nulls = torch.ones(_batch, _blocks, _block, _terms.Leading, dtype: torch.@bool);
            return torch.cat([nulls, seen], -1).flatten(0, 1).unsqueeze(1);
        }

        private Tensor InBlocks(Tensor padded, long span) => // unfolded, (batch, heads, blocks, head, span)
            padded.unfold(2, span, _block).permute(0, 2, 1, 4, 3).flatten(0, 1); // (batch * blocks, heads, span, head)
    }
}
