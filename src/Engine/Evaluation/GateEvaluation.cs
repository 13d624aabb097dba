using Rag.Encoders.DataSets;
using Rag.Engine.Ask.Reading;

namespace Rag.Engine.Evaluation;

/// <summary>How far a decoder's gates open on the mean, by layer and head.</summary>
/// <param name="Gold">With the paragraph that answers.</param>
/// <param name="Distractor">With one that was asked another question.</param>
/// <param name="Empty">With a passage without a word.</param>
public sealed record GateFigures(int Questions, IReadOnlyList<double[]> Gold, IReadOnlyList<double[]> Distractor, IReadOnlyList<double[]> Empty);

/// <summary>Measures whether a decoder's gate tells memory that helps from memory that does not.</summary>
public static class GateEvaluation
{
    /// <summary>Has the decoder write each answer three times, finding it by itself.</summary>
    public static GateFigures Run(QuestionSet set, Reader reader, int? limit = null, IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        var questions = set.Questions.Where(question => question.Answers.Count > 0).Take(limit ?? int.MaxValue).ToList();
        if (questions.Count == 0) throw new BadInputException("the set holds no questions with answers");
        var empty = new RetrievedPassage(reader.Encode([new PassageText("")], cancellationToken: cancel)[0]);
        var (gold, distractor, nothing) = (new GateMeans(), new GateMeans(), new GateMeans());
        foreach (var (i, question) in questions.Index())
        {
            cancel.ThrowIfCancellationRequested();
            var other = questions[(i + (questions.Count / 2)) % questions.Count].Paragraph;
            var states = reader.Encode([new PassageText(set.Paragraphs[question.Paragraph]), new PassageText(set.Paragraphs[other])], cancellationToken: cancel);
            gold.Add(reader.Write(question.Text, [new RetrievedPassage(states[0])]).Gates);
            if (other != question.Paragraph) distractor.Add(reader.Write(question.Text, [new RetrievedPassage(states[1])]).Gates);
            nothing.Add(reader.Write(question.Text, [empty]).Gates);
            progress?.Report(new EvaluationProgress(i + 1, questions.Count));
        }
        return new GateFigures(questions.Count, gold.Means, distractor.Means, nothing.Means);
    }

    private sealed class GateMeans
    {
        private double[][] _sums = [];
        private int _count;

        public IReadOnlyList<double[]> Means => [.. _sums.Select(layer => layer.Select(sum => sum / Math.Max(1, _count)).ToArray())];

        public void Add(IReadOnlyList<IReadOnlyList<double>> gates)
        {
            _sums = _count == 0
                ? [.. gates.Select(layer => layer.ToArray())]
                : [.. _sums.Zip(gates, (sums, layer) => sums.Zip(layer, (sum, gate) => sum + gate).ToArray())];
            _count++;
        }
    }
}
