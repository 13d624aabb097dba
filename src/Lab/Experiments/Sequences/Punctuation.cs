using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Sequences;

/// <summary>
/// Text of words and sentence marks. Each word is asked for the kind of its sentence, which the next mark says, and for the
/// word before it.
/// </summary>
internal sealed class Punctuation(int seed = 30) : IExperiment
{
    private const int Words = 10, Marks = 3, Vocabulary = Words + Marks, Length = 24, Width = 32, Batch = 32;
    private readonly Random _random = new(seed);

    public string Name => "punctuation-head";

    public string Claim => "Asked for the kind of a sentence and for the word before, attention grows a head that reads the punctuation "
        + "and one that looks past it, without being told which.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var words = Embedding(Vocabulary, Width);
        var attention = new MultiHeadAttention(new AttentionOptions(Width, heads: 2, biases: [new RelativeBuckets()]));
        var (kind, before) = (Linear(Width, Marks), Linear(Width, Vocabulary));
        Module[] parts = [words, attention, kind, before];
        var curve = new Training(600, 0.01).Fit("loss", parts.SelectMany(part => part.parameters()), () =>
        {
            var (text, mark) = Draw(Batch);
            var states = Read(text);
            return Reading.CrossEntropy(kind.call(states), mark) + Reading.CrossEntropy(Rest(before.call(states)), Previous(text));
        }, cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        var (unseen, marks) = Draw(200);
        var read = Read(unseen, probe);
        var isMark = unseen.ge(Words).to(float32); // (texts, length)
        var isWord = (1 - isMark).unsqueeze(1); // (texts, 1, length)
        var mass = ((probe.Weights! * isMark.unsqueeze(1).unsqueeze(1)).sum(-1) * isWord).sum([0, 2]) / isWord.sum(); // (heads): of words, on marks
        var share = isMark.mean().item<float>();
        string[] letters = [.. Reading.Numbers(unseen[0].to(float32)).Select(token => "abcdefghij.?!"[(int)token].ToString())];
        return new Finding(
            [
                Measurement.AtLeast($"one head's mass on punctuation (share of the text: {share:0.00})", mass.max().item<float>(), 0.6),
                Measurement.AtMost("the other's", mass.min().item<float>(), 0.4),
                Measurement.AtLeast("kinds of sentence found", Reading.Accuracy(kind.call(read), marks), 0.97),
                Measurement.AtLeast("words before found", Reading.Accuracy(Rest(before.call(read)), Previous(unseen)), 0.97),
            ],
            [
                .. Enumerable.Range(0, 2).Select(head => new Heatmap($"Head {head + 1} over a text.", Reading.Matrix(probe.Weights![0][head]), letters, letters)),
                new LineChart("Learning both questions.", "step", "loss", [curve]),
            ]);

        Tensor Read(Tensor text, AttentionProbe? listener = null)
        {
            var x = words.call(text);
            return x + attention.forward(x, new AttentionContext { Probe = listener });
        }
    }

    private static Tensor Previous(Tensor text) => text.narrow(1, 0, Length - 1);

    private static Tensor Rest(Tensor states) => states.narrow(1, 1, Length - 1);

    /// <summary>Texts (count, length), and for each token the mark that ends its sentence.</summary>
    private (Tensor Text, Tensor Marks) Draw(int count)
    {
        var (text, marks) = (new long[count, Length], new long[count, Length]);
        for (var i = 0; i < count; i++)
        {
            for (var start = 0; start < Length;)
            {
                var (end, mark) = (Math.Min(Length - 1, start + _random.Next(3, 8)), _random.Next(Marks));
                for (; start < end; start++) (text[i, start], marks[i, start]) = (_random.Next(Words), mark);
                (text[i, end], marks[i, end], start) = (Words + mark, mark, end + 1);
            }
        }
        return (torch.tensor(text), torch.tensor(marks));
    }
}
