using Rag.Attention;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Structure;

/// <summary>A graph's edges as the mask: a node reads its neighbours only (Velickovic et al., "Graph attention networks", 2018).</summary>
internal sealed class Graph(int seed = 25) : IExperiment
{
    private const int Nodes = 12, Colours = 6, Values = 4, Width = 2 * Colours + Values, Batch = 16;
    private readonly Random _random = new(seed);

    public string Name => "graph";

    public string Claim => "Attention masked by a graph's edges is message passing: equal scores average the neighbours, k layers carry exactly "
        + "k steps, and learned scores pick the neighbour that is asked for.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var layer = new MultiHeadAttention(new AttentionOptions(Width));
        var curve = new Training(250, 0.02).Fit("loss", layer.parameters(), () =>
        {
            var (tokens, edges, answers) = Draw(Batch);
            return Reading.CrossEntropy(Answer(layer, tokens, edges), answers);
        }, cancel);

        using var nothing = no_grad();
        var (unseen, links, wanted) = Draw(100);
        return new Finding(
            [
                Measurement.AtMost("equal scores: largest difference from the neighbours' mean", MeanError(), 1e-5),
                .. Enumerable.Range(1, 3).Select(steps => Measurement.Near(
                    $"pairs of nodes where {steps} layers and a walk of {steps} disagree", ReachErrors(steps), 0, 0)),
                Measurement.AtLeast("asked neighbour's value found", Reading.Accuracy(Answer(layer, unseen, links), wanted), 0.95),
                Measurement.AtMost("the same with the mask open", Reading.Accuracy(Answer(layer, unseen, torch.ones_like(links)), wanted), 0.8),
            ],
            [
                new Heatmap("Who is whose neighbour.", Reading.Matrix(links[0].to(float32))),
                new LineChart("Learning to pick a neighbour.", "step", "loss", [curve]),
            ]);
    }

    private static Tensor Answer(MultiHeadAttention layer, Tensor tokens, Tensor edges) =>
        layer.forward(tokens, new AttentionContext { Adjacency = edges }).narrow(-1, 0, Values);

    /// <summary>Every node asks for a colour that exactly one of its neighbours has, and answers with that neighbour's value.</summary>
    private (Tensor Tokens, Tensor Edges, Tensor Answers) Draw(int graphs)
    {
        var (tokens, edges, answers) = (new float[graphs, Nodes, Width], new List<Tensor>(), new long[graphs * Nodes]);
        for (var g = 0; g < graphs; g++)
        {
            var neighbours = DrawNeighbours();
            var values = Draws(Values);
            var colours = Draws(Colours);
            while (neighbours.Any(around => Single(around, colours).Count == 0)) colours = Draws(Colours);
            for (var node = 0; node < Nodes; node++)
            {
                var choice = Single(neighbours[node], colours);
                var asked = choice[_random.Next(choice.Count)];
                tokens[g, node, colours[node]] = tokens[g, node, Colours + colours[asked]] = tokens[g, node, 2 * Colours + values[node]] = 1;
                answers[g * Nodes + node] = values[asked];
            }
            edges.Add(Adjacency(neighbours));
        }
        return (torch.tensor(tokens), torch.stack(edges), torch.tensor(answers).view(graphs, Nodes));
    }

    private static List<int> Single(int[] around, int[] colours) => [.. around.Where(a => around.Count(b => colours[b] == colours[a]) == 1)];

    private int[] Draws(int most) => [.. Enumerable.Range(0, Nodes).Select(_ => _random.Next(most))];

    /// <summary>A ring in random order; each node is also linked to the one opposite.</summary>
    private int[][] DrawNeighbours()
    {
        var order = Enumerable.Range(0, Nodes).ToArray();
        _random.Shuffle(order);
        var neighbours = new int[Nodes][];
        for (var i = 0; i < Nodes; i++)
            neighbours[order[i]] = [order[(i + 1) % Nodes], order[(i + Nodes - 1) % Nodes], order[(i + Nodes / 2) % Nodes]];
        return neighbours;
    }

    private static Tensor Adjacency(int[][] neighbours, bool loops = false)
    {
        var edges = new bool[Nodes * Nodes];
        for (var node = 0; node < Nodes; node++)
        {
            foreach (var other in neighbours[node]) edges[node * Nodes + other] = true;
            edges[node * Nodes + node] = loops;
        }
        return torch.tensor(edges).view(Nodes, Nodes);
    }

    /// <summary>Attention with all scores 0, against the mean that a loop over the neighbours gives.</summary>
    private double MeanError()
    {
        var neighbours = DrawNeighbours();
        var values = torch.randn(Nodes, 5);
        var read = Reading.Matrix(Passed(values, Adjacency(neighbours)));
        var given = Reading.Matrix(values);
        var differences = from node in Enumerable.Range(0, Nodes)
                          from i in Enumerable.Range(0, 5)
                          select Math.Abs(read[node, i] - neighbours[node].Average(other => given[other, i]));
        return differences.Max();
    }

    /// <summary>Marks every node with a name of its own, passes the marks on, and compares who has whose with a walk over the graph.</summary>
    private double ReachErrors(int steps)
    {
        var neighbours = DrawNeighbours();
        var marks = torch.eye(Nodes);
        for (var layer = 0; layer < steps; layer++) marks = Passed(marks, Adjacency(neighbours, loops: true));
        var reached = Reading.Matrix(marks);
        var errors = 0;
        for (var node = 0; node < Nodes; node++)
        {
            var near = new HashSet<int> { node };
            for (var step = 0; step < steps; step++) near.UnionWith(near.SelectMany(other => neighbours[other]).ToList());
            errors += Enumerable.Range(0, Nodes).Count(other => reached[node, other] > 0 != near.Contains(other));
        }
        return errors;
    }

    private static Tensor Passed(Tensor values, Tensor edges)
    {
        var width = (int)values.shape[1];
        var equal = torch.zeros(1, 1, Nodes, width); // queries and keys that all score 0
        return new AttentionMechanism(new AttentionOptions(width)).forward(equal, equal, values.view(1, 1, Nodes, width),
            new AttentionContext { Adjacency = edges }).view(Nodes, width);
    }
}
