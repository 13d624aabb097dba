using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Structure;

/// <summary>
/// A toy grammar: scope := { item* }, item := definition | scope | use. A use means the definition of its name that is
/// fewest steps up the tree; a nearer line in a closed scope does not count.
/// </summary>
internal sealed class SyntaxTree(int seed = 26) : IExperiment
{
    private const int Lines = 16, Names = 3, Values = 6, Width = 16, Batch = 32, Deepest = 4;
    private readonly Random _random = new(seed);

    public string Name => "syntax-tree";

    public string Claim => "With the steps up the syntax tree as a bias, attention finds the definition that a variable refers to; "
        + "with the distance in lines instead, or none, it cannot.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (tree, treeCurve) = Learn("tree distance", [new DistanceBias(Deepest)], cancel);
        var (lines, linesCurve) = Learn("line distance", [new RelativeBuckets()], cancel);
        var (none, noneCurve) = Learn("no bias", [], cancel);
        return new Finding(
            [
                Measurement.AtLeast("definitions found by tree distance", tree, 0.97),
                Measurement.AtMost("definitions found by line distance", lines, 0.9),
                Measurement.AtMost("definitions found by the name alone", none, 0.75),
            ],
            [new LineChart("Learning to resolve names.", "step", "loss", [treeCurve, linesCurve, noneCurve])]);
    }

    private (double Accuracy, Series Curve) Learn(string name, IReadOnlyList<Bias> biases, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var (question, definition) = (Embedding(Names, Width), Embedding(Names, Width));
        var value = Embedding(Values, Width);
        var attention = new MultiHeadAttention(new AttentionOptions(Width, biases: biases));
        var readOut = Linear(Width, Values);
        var curve = new Training(400, 0.02).Fit(name,
            [.. question.parameters(), .. definition.parameters(), .. value.parameters(), .. attention.parameters(), .. readOut.parameters()],
            () => Loss(Draw(Batch)), cancel);

        using var nothing = no_grad();
        var unseen = Draw(400);
        return (Reading.Accuracy(Answer(unseen), unseen.Answers), curve);

        Tensor Loss(Programs programs) => Reading.CrossEntropy(Answer(programs), programs.Answers);

        Tensor Answer(Programs programs)
        {
            var memory = definition.call(programs.Defined) + value.call(programs.Values); // (programs, lines, width)
            var context = new AttentionContext { KeyMask = programs.Definitions, Distances = programs.Up, QueryStart = Lines };
            return readOut.call(attention.forward(question.call(programs.Used).unsqueeze(1), memory, context)).squeeze(1);
        }
    }

    /// <summary>Programs of some lines, then a use of a name at the end of the last line's scope.</summary>
    /// <param name="Up">Steps from the use up to the scope of each line; -1 where that scope does not enclose it.</param>
    private sealed record Programs(Tensor Used, Tensor Defined, Tensor Values, Tensor Definitions, Tensor Up, Tensor Answers);

    private Programs Draw(int count)
    {
        var (used, defined, values, answers) = (new long[count], new long[count, Lines], new long[count, Lines], new long[count]);
        var (definitions, up) = (new bool[count, Lines], new long[count, 1, Lines]);
        for (var program = 0; program < count; program++)
        {
            var (scopes, meant) = (DrawScopes(), -1);
            while (meant < 0)
            {
                var names = Enumerable.Range(0, Lines).Select(_ => _random.Next(Names)).ToArray();
                var name = _random.Next(Names);
                var seen = new HashSet<(string, int)>();
                for (var line = 0; line < Lines; line++)
                {
                    (defined[program, line], values[program, line]) = (names[line], _random.Next(Values));
                    definitions[program, line] = seen.Add((scopes[line], names[line])); // a scope defines a name once
                    var encloses = scopes[^1].StartsWith(scopes[line], StringComparison.Ordinal);
                    up[program, 0, line] = encloses ? (scopes[^1].Length - scopes[line].Length) / 2 : -1;
                }
                used[program] = name;
                var visible = Enumerable.Range(0, Lines).Where(line => definitions[program, line] && names[line] == name && up[program, 0, line] >= 0);
                meant = visible.OrderBy(line => up[program, 0, line]).FirstOrDefault(-1);
            }
            answers[program] = values[program, meant];
        }
        return new Programs(torch.tensor(used), torch.tensor(defined), torch.tensor(values), torch.tensor(definitions), torch.tensor(up), torch.tensor(answers));
    }

    /// <summary>The scope of each line as its way from the root, "/0/2" for instance; scopes open and close at random.</summary>
    private string[] DrawScopes()
    {
        var (scopes, open, next) = (new string[Lines], "", 0);
        for (var line = 0; line < Lines; line++)
        {
            var turn = _random.Next(3);
            if (turn == 0 && open.Length < 2 * Deepest) open += $"/{(char)('a' + next++)}";
            if (turn == 1 && open.Length > 0) open = open[..^2];
            scopes[line] = open;
        }
        return scopes;
    }
}
