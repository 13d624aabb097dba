using Rag.Attention;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Structure;

/// <summary>
/// Nested brackets around a bit: ( keeps it and [ flips it. A bracket reads what stands directly inside, so a
/// layer resolves one level: fewer layers than levels never see the bit, and then the outermost value is a coin toss.
/// </summary>
internal sealed class Brackets(int seed = 31) : IExperiment
{
    private const int Deepest = 4, Width = 32, Batch = 64, Tests = 400;
    private const int Keep = 2, Flip = 3, Kinds = 4; // 0 and 1 are the bits

    public string Name => "brackets";

    public string Claim => "Brackets nested d deep, read level by level, need d layers: with fewer the value of the outermost is at chance, "
        + "with as many it is solved.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var solved = new float[Deepest, Deepest];
        for (var layers = 1; layers <= Deepest; layers++)
        {
            var accuracy = Learn(layers, cancel);
            for (var depth = 1; depth <= Deepest; depth++) solved[layers - 1, depth - 1] = accuracy[depth - 1];
        }

        var measurements = new List<Measurement>();
        for (var layers = 1; layers <= Deepest; layers++)
        {
            measurements.Add(Measurement.AtLeast($"{layers} layers, depth up to {layers}: least accuracy",
                Enumerable.Range(0, layers).Min(depth => solved[layers - 1, depth]), 0.98));
            if (layers < Deepest) measurements.Add(Measurement.Near($"{layers} layers, depth {layers + 1}: accuracy", solved[layers - 1, layers], 0.5, 0.1));
        }
        string[] depths = [.. Enumerable.Range(1, Deepest).Select(depth => $"{depth}")];
        return new Finding(measurements,
            [new Heatmap("Accuracy of the outermost value by depth (across): white is chance, dark is solved.", Above(solved),
                [.. Enumerable.Range(1, Deepest).Select(layers => $"{layers} layers")], depths)]);
    }

    /// <summary>The accuracy at each depth of a model with so many layers.</summary>
    private static float[] Learn(int layers, CancellationToken cancel)
    {
        var embed = Embedding(Kinds, Width);
        var blocks = Enumerable.Range(0, layers).Select(_ => new Block(new AttentionOptions(Width, heads: 2))).ToList();
        var readOut = Linear(Width, 2);
        new Training(300 + 100 * layers, 0.005).Fit("loss", [.. embed.parameters(), .. blocks.SelectMany(block => block.parameters()), .. readOut.parameters()], () =>
        {
            var (tokens, values) = Draw(Batch);
            return Reading.CrossEntropy(Values(tokens), values); // every bracket of every depth is asked for its value
        }, cancel);

        using var nothing = no_grad();
        var (unseen, wanted) = Draw(Tests);
        var right = Values(unseen).argmax(-1).eq(wanted).to(float32).mean([0]); // (tokens): token t has depth Deepest - t
        return [.. Reading.Numbers(right).Take(Deepest).Reverse()];

        Tensor Values(Tensor tokens)
        {
            // A token reads the next one, which stands directly inside it.
            var inside = (torch.ones(Deepest + 1, Deepest + 1).triu(1) - torch.ones(Deepest + 1, Deepest + 1).triu(2)).to(torch.@bool);
            var x = embed.call(tokens);
            foreach (var block in blocks) x = block.call(x, new AttentionContext { Adjacency = inside });
            return readOut.call(x);
        }
    }

    /// <summary>Opening brackets from the outermost in, then the bit: (count, depth + 1); and the value of each.</summary>
    private static (Tensor Tokens, Tensor Values) Draw(int count)
    {
        var kinds = torch.randint(Keep, Kinds, [count, Deepest], dtype: int64);
        var bits = torch.randint(2, [count, 1], dtype: int64);
        var flips = torch.cat([kinds.eq(Flip).to(int64), bits], 1);
        var values = flips.flip(1).cumsum(1).flip(1).remainder(2); // flips from here inwards, the bit included, modulo 2
        return (torch.cat([kinds, bits], 1), values);
    }

    private static float[,] Above(float[,] accuracies)
    {
        var above = new float[Deepest, Deepest];
        for (var i = 0; i < Deepest; i++)
        {
            for (var j = 0; j < Deepest; j++) above[i, j] = 2 * accuracies[i, j] - 1;
        }
        return above;
    }
}
