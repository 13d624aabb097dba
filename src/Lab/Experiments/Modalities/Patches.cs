using Rag.Attention;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Modalities;

/// <summary>
/// Images of noise with a sign in two opposite corners, for a small vision transformer (Dosovitskiy et al. 2021) and a
/// convolutional net of the same size. Whether a cross occurs is seen in one place. Whether the signs are equal is not: the
/// net's 8 pixels of sight end before the other corner, and the mean over the image adds up what it saw in each.
/// </summary>
internal sealed class Patches(int seed = 23) : IExperiment
{
    private const int Side = 16, Patch = 4, Width = 24, Batch = 32, Tests = 400;
    private const float Noise = 0.3f, Cover = 0.5f;
    private static readonly int[] _covers = [0, 4, 8];
    private static readonly string[] _signs = ["#..#.##..##.#..#", ".#...#..####.#..", "#####..##..#####"]; // the cross first
    private readonly Random _random = new(seed);

    public string Name => "patches";

    public string Claim => "Where far parts must be compared, a small vision transformer succeeds and a convolutional net of its size stays at "
        + "chance, also with the centre covered; where one place tells, the net is as good.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var (attended, convolved) = (new Transformer(), Convolution());
        var size = Size(attended) / (double)Size(convolved);
        var attendedCurve = Learn("transformer", attended, compare: true, cancel);
        var convolvedCurve = Learn("convolution", convolved, compare: true, cancel);
        var local = Convolution();
        Learn("convolution", local, compare: false, cancel);

        using var nothing = no_grad();
        var attendedRight = _covers.Select(cover => (X: (double)cover, Y: Accuracy(attended, cover, compare: true))).ToList();
        var convolvedRight = _covers.Select(cover => (X: (double)cover, Y: Accuracy(convolved, cover, compare: true))).ToList();
        return new Finding(
            [
                Measurement.Near("parameters of the transformer for one of the net", size, 1, 0.1),
                .. attendedRight.Select(point => Measurement.AtLeast($"equal or not, transformer, {point.X} x {point.X} of {Side} x {Side} covered", point.Y, 0.85)),
                .. convolvedRight.Select(point => Measurement.Near($"equal or not, net, {point.X} x {point.X} covered", point.Y, 0.5, 0.12)),
                Measurement.AtLeast("a cross or none, net", Accuracy(local, 0, compare: false), 0.9),
            ],
            [
                new LineChart("Equal or not, with a square in the centre covered.", "side of the square", "accuracy",
                    [new Series("transformer", attendedRight), new Series("convolution", convolvedRight)]),
                new LineChart("Learning to compare the corners.", "step", "loss", [attendedCurve, convolvedCurve]),
                new Heatmap("An image.", Reading.Matrix(Draw(1, 0, compare: true).Images[0][0])),
                new Heatmap("An image with its centre covered.", Reading.Matrix(Draw(1, _covers[^1], compare: true).Images[0][0])),
            ]);
    }

    private static Sequential Convolution() => Sequential(
        Conv2d(1, 24, 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(24, 44, 3, padding: 1), ReLU(), AdaptiveAvgPool2d(1), Flatten(), Linear(44, 2));

    private Series Learn(string name, Module<Tensor, Tensor> model, bool compare, CancellationToken cancel)
    {
        return new Training(compare ? 500 : 250, 0.005).Fit(name, model.parameters(), Loss, cancel);

        Tensor Loss()
        {
            var (images, answers) = Draw(Batch, 0, compare);
            return Reading.CrossEntropy(model.call(images), answers);
        }
    }

    private double Accuracy(Module<Tensor, Tensor> model, int cover, bool compare)
    {
        var (images, answers) = Draw(Tests, cover, compare);
        return Reading.Accuracy(model.call(images), answers);
    }

    private static long Size(Module model) => model.parameters().Sum(parameter => parameter.numel());

    /// <summary>Images (count, 1, side, side), and whether their signs are equal, or whether one is a cross: each half of the time.</summary>
    private (Tensor Images, Tensor Answers) Draw(int count, int cover, bool compare)
    {
        var (images, answers) = (new float[count, 1, Side, Side], new long[count]);
        for (var i = 0; i < count; i++)
        {
            answers[i] = _random.Next(2);
            var first = compare ? _random.Next(_signs.Length) : answers[i] == 1 ? 0 : 1 + _random.Next(_signs.Length - 1);
            var second = !compare ? 1 + _random.Next(_signs.Length - 1)
                : answers[i] == 1 ? first : (first + 1 + _random.Next(_signs.Length - 1)) % _signs.Length;
            for (var row = 0; row < Side; row++)
            {
                for (var column = 0; column < Side; column++) images[i, 0, row, column] = Pixel(row, column, _signs[first], _signs[second], cover);
            }
        }
        return (torch.tensor(images), torch.tensor(answers));
    }

    private float Pixel(int row, int column, string first, string second, int cover)
    {
        const int Far = Side - Patch;
        if (Math.Max(Math.Abs(row - 7.5), Math.Abs(column - 7.5)) < cover / 2.0) return Cover;
        var ink = row < Patch && column < Patch ? first[row * Patch + column]
            : row >= Far && column >= Far ? second[(row - Far) * Patch + column - Far] : '.';
        return (ink == '#' ? 1 : 0) + Noise * (2 * _random.NextSingle() - 1);
    }

    private sealed class Transformer : Module<Tensor, Tensor>
    {
        private readonly Conv2d _patches = Conv2d(1, Width, Patch, stride: Patch);
        private readonly Embedding _places = Embedding(Side / Patch * (Side / Patch), Width);
        private readonly Block _first = new(new AttentionOptions(Width, heads: 2)), _second = new(new AttentionOptions(Width, heads: 2));
        private readonly Linear _readOut = Linear(Width, 2);

        public Transformer() : base(nameof(Transformer)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var x = _patches.call(input).flatten(2).transpose(1, 2) + _places.weight!; // (images, patches, width)
            return _readOut.call(_second.call(_first.call(x, null), null).mean([1]));
        }
    }
}
