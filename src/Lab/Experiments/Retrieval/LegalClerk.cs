using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Retrieval;

/// <summary>
/// A case names an issue, decided as in the precedent of that topic, and a charge, punished as the statute of that topic
/// says. Precedents and statutes share their topics, so one weighting of the files cannot serve both questions.
/// </summary>
internal sealed class LegalClerk(long seed = 28) : IExperiment
{
    private const int Topics = 6, Contents = 5, Width = 32, Batch = 32;

    public string Name => "legal-clerk";

    public string Claim => "Of two heads that read a shelf of precedents and statutes, one finds the precedents and one the statutes: "
        + "each puts its mass there, and without it its own question alone is lost.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (two, precedents, curve, map) = Learn(heads: 2, cancel);
        var (one, _, oneCurve, _) = Learn(heads: 1, cancel);
        var clerk = precedents[0] > precedents[1] ? 0 : 1; // the head of the precedents
        string[] shelf = [.. Enumerable.Range(1, Topics).Select(topic => $"p{topic}"), .. Enumerable.Range(1, Topics).Select(topic => $"s{topic}")];
        return new Finding(
            [
                Measurement.AtLeast("one head's mass on precedents (uniform: 0.5)", precedents[clerk], 0.9),
                Measurement.AtMost("the other's", precedents[1 - clerk], 0.1),
                Measurement.AtLeast("decisions and punishments found", Math.Min(two[0].Decision, two[0].Punishment), 0.97),
                Measurement.AtMost("decisions without the precedents' head (chance 0.2)", two[1 + clerk].Decision, 0.5),
                Measurement.AtLeast("punishments without it", two[1 + clerk].Punishment, 0.9),
                Measurement.AtMost("punishments without the statutes' head (chance 0.2)", two[2 - clerk].Punishment, 0.5),
                Measurement.AtLeast("decisions without it", two[2 - clerk].Decision, 0.9),
                Measurement.AtMost("the worse of both, with a single head (chance 0.2)", Math.Min(one[0].Decision, one[0].Punishment), 0.6),
            ],
            [
                new Heatmap("What each head reads of the shelf, for one case.", map, [.. precedents.Index().Select(head => $"head {head.Index + 1}")], shelf),
                new LineChart("Learning the shelf.", "step", "loss", [curve with { Name = "two heads" }, oneCurve with { Name = "one head" }]),
            ]);
    }

    /// <returns>Accuracies with all heads and then without each; each head's mass on precedents; the loss; a case's weights.</returns>
    private (List<(double Decision, double Punishment)> Found, float[] Precedents, Series Curve, float[,] Map) Learn(int heads, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var (issue, charge) = (Embedding(Topics, Width), Embedding(Topics, Width));
        var (topic, kind, content) = (Embedding(Topics, Width), Embedding(2, Width), Embedding(Contents, Width));
        var attention = new MultiHeadAttention(new AttentionOptions(Width, heads));
        var readOut = Linear(Width, 2 * Contents);
        Module[] parts = [issue, charge, topic, kind, content, attention, readOut];
        var curve = new Training(600, 0.01).Fit("loss", parts.SelectMany(part => part.parameters()), () =>
        {
            var (asked, contents, answers) = Draw(Batch);
            return Reading.CrossEntropy(Answer(asked, contents), answers);
        }, cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        var (cases, shelves, wanted) = Draw(400);
        var found = Enumerable.Range(-1, heads + 1).Select(without =>
        {
            var right = Answer(cases, shelves, probe, without).argmax(-1).eq(wanted).to(float32).mean([0]);
            return ((double)right[0].item<float>(), (double)right[1].item<float>());
        }).ToList();
        var weights = probe.Weights!.squeeze(2); // (cases, heads, files)
        return (found, Reading.Numbers(weights.narrow(-1, 0, Topics).sum(-1).mean([0])), curve, Reading.Matrix(weights[0]));

        Tensor Answer(Tensor asked, Tensor contents, AttentionProbe? listener = null, int without = -1)
        {
            var places = torch.arange(2 * Topics, dtype: int64);
            var files = topic.call(places.remainder(Topics)) + kind.call(places.ge(Topics).to(int64)) + content.call(contents);
            var query = (issue.call(asked.select(1, 0)) + charge.call(asked.select(1, 1))).unsqueeze(1);
            var read = attention.Read(query, files, new AttentionContext { Probe = listener }); // (cases, heads, 1, head)
            if (without >= 0) read = read * torch.arange(heads).ne(without).to(float32).view(1, heads, 1, 1);
            return readOut.call(attention.Output!.call(MultiHeadAttention.Join(read))).view(-1, 2, Contents);
        }
    }

    /// <summary>Issue and charge (cases, 2); what stands in the files, precedents first (cases, files); decision and punishment (cases, 2).</summary>
    private static (Tensor Asked, Tensor Contents, Tensor Answers) Draw(int count)
    {
        var asked = torch.randint(Topics, [count, 2], dtype: int64);
        var contents = torch.randint(Contents, [count, 2 * Topics], dtype: int64);
        return (asked, contents, contents.gather(1, asked + torch.tensor(new long[] { 0, Topics })));
    }
}
