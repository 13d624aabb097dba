using System.Text.Json;
using Rag.Files;

namespace Rag.Engine.Ask.BuiltIn;

/// <summary>
/// How spans are chosen between and how likely the chosen one is right: linear over their evidence, fitted on questions that the reader
/// had not learned from; and the likelihood from which on an answer is given.
/// </summary>
/// <param name="Choice">Weights of each number of <see cref="SpanEvidence"/>, in their order.</param>
/// <param name="Confidence">Weights of a constant, then of each number of <see cref="AnswerEvidence"/>, in their order.</param>
/// <param name="Threshold">Chosen so that answering and abstaining together score best.</param>
public sealed record Judgement(IReadOnlyList<double> Choice, IReadOnlyList<double> Confidence, double Threshold)
{
    /// <summary>The file of a reader's folder that holds one.</summary>
    public const string FileName = "judgement.json";

    /// <summary>What holds where nothing was fitted: the log odds as they are, and a little of what search says.</summary>
    public static Judgement Unfitted { get; } = new([0, 1, 0.3, 0, 0], [0, 1, 0, 0, 0, 0, 0], 0.5);

    /// <summary>Texts whose <see cref="SpanEvidence.Likeness"/> counts: many where it decides between them, else that of the chosen one, or none.</summary>
    internal int ComparedTexts => Choice[SpanEvidence.LikenessPlace] != 0 ? Candidates.MostCompared : Confidence[AnswerEvidence.LikenessPlace] != 0 ? 1 : 0;

    /// <summary>What a span counts beside the others of its question.</summary>
    public double Of(SpanEvidence evidence) => ConditionalLogit.Dot(evidence.Features, Choice);

    /// <summary>How likely the chosen span is right, 0..1.</summary>
    public double Of(AnswerEvidence evidence) => 1 / (1 + Math.Exp(-ConditionalLogit.Dot(evidence.Features, Confidence)));

    /// <summary>The same with weights of choice that were fitted.</summary>
    /// <param name="questions">Evidence of each span of a question, and whether it is right.</param>
    public Judgement FitChoice(IReadOnlyList<IReadOnlyList<(SpanEvidence Evidence, bool IsRight)>> questions) => this with
    {
        Choice = ConditionalLogit.Fit(
            [.. questions.Select(spans => (spans.Select(span => span.Evidence.Features).ToArray(), spans.Select(span => span.IsRight).ToArray()))], Choice),
    };

    /// <summary>The same with weights of confidence that were fitted, and the threshold that gains most.</summary>
    /// <param name="answers">Evidence of what was chosen, and whether it was right.</param>
    public Judgement FitConfidence(IReadOnlyList<(AnswerEvidence Evidence, bool IsRight)> answers)
    {
        var nothing = new double[AnswerEvidence.Count];
        var fitted = this with
        {
            Confidence = ConditionalLogit.Fit(
                [.. answers.Select(answer => ((double[][])[answer.Evidence.Features, nothing], (bool[])[answer.IsRight, !answer.IsRight]))], nothing),
        };
        return fitted with { Threshold = BestThreshold([.. answers.Select(answer => (fitted.Of(answer.Evidence), answer.IsRight))]) };
    }

    /// <summary>Reads what a reader's folder holds; <see cref="Unfitted"/> where it holds nothing.</summary>
    /// <exception cref="BadInputException">The file is damaged.</exception>
    public static Judgement Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return Unfitted;
        try
        {
            return JsonSerializer.Deserialize<Judgement>(File.ReadAllText(path), JsonSerializerOptions.Web) is { Choice.Count: SpanEvidence.Count, Confidence.Count: AnswerEvidence.Count } read
                ? read
                : throw new BadInputException($"{path}: expected {SpanEvidence.Count} weights of choice, {AnswerEvidence.Count} of confidence and a threshold");
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path}: {e.Message}");
        }
    }

    /// <summary>Writes it into a reader's folder.</summary>
    public void Write(string folder) =>
        WholeFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, JsonSerializerOptions.Web));

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
}
