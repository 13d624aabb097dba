using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Cost;

/// <summary>
/// A document of paragraphs; each names a topic and, elsewhere, a fact, among filler. Each topic is asked for the fact of its
/// paragraph. In the flat reader every token reads all, then the question does; the other sums up each paragraph by itself, then reads
/// the summaries (Yang et al., "Hierarchical attention networks", 2016).
/// </summary>
internal sealed class Hierarchy(long seed = 20) : IExperiment
{
    private const int Paragraphs = 8, Tokens = 6, Topics = 12, Facts = 6, Fillers = 6, Width = 32, Batch = 16;
    private const int Vocabulary = Topics + Facts + Fillers;

    public string Name => "hierarchy";

    public string Claim => "Summing up paragraphs and then reading the summaries answers at least as well as reading all tokens at once "
        + "after the same training, with a number of scores that grows with the tokens, not with their square.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (flat, flatScores, flatCurve) = Learn("flat", hierarchical: false, cancel);
        var (tree, treeScores, treeCurve) = Learn("paragraphs first", hierarchical: true, cancel);
        const int All = Paragraphs * Tokens;
        return new Finding(
            [
                Measurement.AtLeast("answers found, paragraphs first", tree, 0.9),
                Measurement.AtMost("answers found, flat: no more than that", flat, tree + 0.02),
                // Flat: all tokens read all, then the questions read all. Else a summary reads each paragraph, the questions the summaries.
                Measurement.Near("scores computed, flat", flatScores, All * All + Paragraphs * All, 0),
                Measurement.Near("scores computed, paragraphs first", treeScores, All + Paragraphs * Paragraphs, 0),
            ],
            [new LineChart("Learning to answer.", "step", "loss", [flatCurve, treeCurve])]);
    }

    private (double Accuracy, double Scores, Series Curve) Learn(string name, bool hierarchical, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var (words, places, paragraphs) = (Embedding(Vocabulary, Width), Embedding(Tokens, Width), Embedding(Paragraphs, Width));
        var (asker, summariser) = (Embedding(Topics, Width), torch.randn(1, 1, Width).AsParameter());
        var (first, question) = (new MultiHeadAttention(new AttentionOptions(Width, heads: 2)), new MultiHeadAttention(new AttentionOptions(Width, heads: 2)));
        var readOut = Linear(Width, Facts);
        Module[] parts = [words, places, paragraphs, asker, first, question, readOut];
        var scores = 0L;
        var curve = new Training(800, 0.01).Fit(name, [summariser, .. parts.SelectMany(part => part.parameters())], () =>
        {
            var (document, topic, fact) = Draw(Batch);
            return Reading.CrossEntropy(Answer(document, topic), fact);
        }, cancel);

        using var nothing = no_grad();
        var (unseen, asked, wanted) = Draw(300);
        var accuracy = Reading.Accuracy(Answer(unseen, asked), wanted);
        using var probe = new AttentionProbe();
        Answer(unseen.narrow(0, 0, 1), asked.narrow(0, 0, 1), new AttentionContext { Probe = probe }, count: () => scores += probe.Weights!.select(1, 0).numel());
        return (accuracy, scores, curve);

        Tensor Answer(Tensor document, Tensor topics, AttentionContext? context = null, Action? count = null)
        {
            var documents = document.shape[0];
            var x = words.call(document) + places.weight! + paragraphs.weight!.unsqueeze(1); // (documents, paragraphs, tokens, width)
            x = hierarchical
                ? first.forward(summariser.expand(documents * Paragraphs, -1, -1), x.flatten(0, 1), context).view(documents, Paragraphs, Width)
                : x.flatten(1, 2) + first.forward(x.flatten(1, 2), context);
            count?.Invoke();
            var answer = readOut.call(question.forward(asker.call(topics), x, context));
            count?.Invoke();
            return answer;
        }
    }

    /// <summary>Documents (count, paragraphs, tokens) of filler; each paragraph has one topic of its own and one fact, at two places.</summary>
    private static (Tensor Documents, Tensor Topics, Tensor Facts) Draw(int count)
    {
        var topics = torch.rand(count, Topics).argsort(-1).narrow(1, 0, Paragraphs);
        var facts = torch.randint(Facts, [count, Paragraphs], dtype: int64);
        var places = torch.rand(count, Paragraphs, Tokens).argsort(-1);
        var document = torch.randint(Topics + Facts, Vocabulary, [count, Paragraphs, Tokens], dtype: int64);
        document = document.scatter(-1, places.narrow(-1, 0, 1), topics.unsqueeze(-1)).scatter(-1, places.narrow(-1, 1, 1), (facts + Topics).unsqueeze(-1));
        return (document, topics, facts);
    }
}
