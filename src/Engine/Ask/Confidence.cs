using System.Text.Json;

namespace Rag.Engine.Ask;

/// <summary>What is known of an answer when it is to be judged.</summary>
/// <param name="AboveNull">Its span's score less that of "not here" in its passage: log odds.</param>
/// <param name="Margin">By how much it was chosen before the next best elsewhere; 0 or more.</param>
/// <param name="LogProbability">Of its span among all spans of all passages.</param>
/// <param name="Cosine">Of its passage's embedding and the question's; 0 where there are none.</param>
public sealed record AnswerEvidence(double AboveNull, double Margin, double LogProbability, double Cosine)
{
    internal double[] Features => [1, AboveNull, Math.Min(Margin, 20), LogProbability, Cosine];
}

/// <summary>
/// How likely an answer is right, by logistic regression over its evidence, fitted on questions that the reader had not learned from; and
/// the likelihood from which on it is given.
/// </summary>
/// <param name="Weights">Of a constant, then of each number of <see cref="AnswerEvidence"/> in their order.</param>
/// <param name="Threshold">Chosen so that answering and abstaining together score best.</param>
public sealed record Confidence(IReadOnlyList<double> Weights, double Threshold)
{
    /// <summary>The file of a reader's folder that holds one.</summary>
    public const string FileName = "confidence.json";

    private const int Iterations = 50;
    private const double Ridge = 1e-2; // keeps weights finite where a feature tells right from wrong without fail

    /// <summary>What holds where nothing was fitted: the log odds as they are.</summary>
    public static Confidence Unfitted { get; } = new([0, 1, 0, 0, 0], 0.5);

    /// <summary>0..1</summary>
    public double Of(AnswerEvidence evidence) => Sigmoid(Dot(evidence.Features));

    /// <summary>Fits weights by Newton's method, and the threshold that gains most.</summary>
    /// <param name="answers">Evidence, and whether the answer was right.</param>
    public static Confidence Fit(IReadOnlyList<(AnswerEvidence Evidence, bool IsRight)> answers)
    {
        var features = answers.Select(answer => answer.Evidence.Features).ToArray();
        var weights = new double[Unfitted.Weights.Count];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var (gradient, hessian) = (weights.Select(weight => -Ridge * weight).ToArray(), new double[weights.Length, weights.Length]);
            for (var i = 0; i < weights.Length; i++) hessian[i, i] = Ridge;
            foreach (var (x, answer) in features.Zip(answers))
            {
                var p = Sigmoid(x.Zip(weights, (feature, weight) => feature * weight).Sum());
                for (var i = 0; i < weights.Length; i++)
                {
                    gradient[i] += ((answer.IsRight ? 1 : 0) - p) * x[i];
                    for (var j = 0; j < weights.Length; j++) hessian[i, j] += p * (1 - p) * x[i] * x[j];
                }
            }
            foreach (var (i, step) in Solve(hessian, gradient).Index()) weights[i] += step;
        }
        var fitted = new Confidence(weights, 0);
        return fitted with { Threshold = BestThreshold([.. answers.Select(answer => (fitted.Of(answer.Evidence), answer.IsRight))]) };
    }

    /// <summary>Reads what a reader's folder holds; <see cref="Unfitted"/> where it holds nothing.</summary>
    /// <exception cref="BadInputException">The file is damaged.</exception>
    public static Confidence Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return Unfitted;
        try
        {
            return JsonSerializer.Deserialize<Confidence>(File.ReadAllText(path), JsonSerializerOptions.Web) is { Weights: { } weights } read && weights.Count == Unfitted.Weights.Count
                ? read
                : throw new BadInputException($"{path}: expected {Unfitted.Weights.Count} weights and a threshold");
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path}: {e.Message}");
        }
    }

    /// <summary>Writes it into a reader's folder.</summary>
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, JsonSerializerOptions.Web));

    private double Dot(double[] features) => features.Zip(Weights, (feature, weight) => feature * weight).Sum();

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // A right answer gains what a wrong one loses.
    private static double BestThreshold(IReadOnlyList<(double Confidence, bool IsRight)> answers)
    {
        var (gain, best, threshold) = (0, 0, 1.0);
        foreach (var (confidence, isRight) in answers.OrderByDescending(answer => answer.Confidence))
        {
            gain += isRight ? 1 : -1;
            if (gain > best) (best, threshold) = (gain, confidence);
        }
        return threshold;
    }

    // Gaussian elimination; the matrix is symmetric and positive.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var (a, x) = ((double[,])matrix.Clone(), (double[])right.Clone());
        for (var i = 0; i < x.Length; i++)
        {
            for (var row = i + 1; row < x.Length; row++)
            {
                var factor = a[row, i] / a[i, i];
                for (var column = i; column < x.Length; column++) a[row, column] -= factor * a[i, column];
                x[row] -= factor * x[i];
            }
        }
        for (var i = x.Length - 1; i >= 0; i--)
        {
            for (var column = i + 1; column < x.Length; column++) x[i] -= a[i, column] * x[column];
            x[i] /= a[i, i];
        }
        return x;
    }
}
