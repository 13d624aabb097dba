using Rag.Attention;
using Rag.Encoders.DataSets;

namespace Rag.Encoders.Text.Training;

/// <summary>
/// Batches of questions with the passages that answer them. Half of a batch's passages are those that the encoder takes most easily for the
/// other half: what is right for one question is a hard negative of another (Xiong et al. 2021, whose index is renewed now and then too).
/// </summary>
internal sealed class QuestionBatches : NamedModule
{
    private const int Nearest = 8, Chunk = 32;

    private readonly (string Text, Question[] Questions)[] _passages;
    private readonly int _length;

    /// <param name="length">Characters of a passage that a question comes with, the answer among them.</param>
    public QuestionBatches(IReadOnlyList<QuestionSet> sets, int length) : base(nameof(QuestionBatches))
    {
        _length = length;
        _passages =
        [
            .. from set in sets
               from questions in set.Questions.Where(question => question.Answers.Count > 0).GroupBy(question => question.Paragraph)
               select (set.Paragraphs[questions.Key], questions.ToArray()),
        ];
        Alike = Constant("alike", torch.zeros([_passages.Length, Math.Min(Nearest, Math.Max(0, _passages.Length - 1))], int64));
    }

    /// <summary>Passages that questions can be asked of.</summary>
    public int Count => _passages.Length;

    /// <summary>For each passage those nearest to it, int64 (passages, nearest); zeros until <see cref="FindAlike"/>. A checkpoint keeps them.</summary>
    public Tensor Alike { get; }

    /// <summary>Fills <see cref="Alike"/>.</summary>
    /// <param name="embed">Embeddings of length 1, (texts, width).</param>
    public void FindAlike(Func<IReadOnlyList<string>, Tensor> embed)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var count = (int)Alike.shape[1];
        var byLength = Enumerable.Range(0, Count).OrderBy(i => _passages[i].Text.Length).ToArray();
        var embeddings = torch.cat([.. byLength.Chunk(Chunk).Select(chunk => embed([.. chunk.Select(Beginning)]))]); // (passages, width)
        foreach (var rows in Enumerable.Range(0, Count).Chunk(Chunk))
        {
            using var inner = NewDisposeScope();
            var cosines = torch.matmul(embeddings.narrow(0, rows[0], rows.Length), embeddings.t()); // (rows, passages)
            var nearest = cosines.topk(count + 1).indexes.data<long>().ToArray().Chunk(count + 1);
            foreach (var (row, found) in rows.Zip(nearest))
            {
                long[] others = [.. found.Where(other => other != row).Take(count).Select(other => (long)byLength[other])];
                Alike[byLength[row]].copy_(torch.tensor(others));
            }
        }
    }

    /// <summary>As many questions of different passages, each with a stretch of its passage that holds the answer.</summary>
    public (string[] Questions, string[] Passages) Draw(int count, Random random)
    {
        count = Math.Min(count, Count);
        var drawn = new HashSet<int>();
        var (asked, passages) = (new List<string>(), new List<string>());
        while (drawn.Count < count)
        {
            var (passage, question) = AnyOf(random.Next(Count));
            if (!drawn.Add(passage)) continue;
            Add(passage, question);
            var (other, its) = AnyOf((int)Alike[passage, random.Next((int)Alike.shape[1])].item<long>());
            var isAnswer = Answers(other, question) || Answers(passage, its);
            if (drawn.Count < count && !isAnswer && drawn.Add(other)) Add(other, its);
        }
        return ([.. asked], [.. passages]);

        (int Passage, Question Question) AnyOf(int passage) => (passage, _passages[passage].Questions[random.Next(_passages[passage].Questions.Length)]);

        void Add(int passage, Question question)
        {
            asked.Add(question.Text);
            passages.Add(Around(_passages[passage].Text, question.Answers[0], random));
        }
    }

    /// <summary>It tells what a passage is about, and is read much sooner than all of it.</summary>
    private string Beginning(int passage) => _passages[passage].Text is var text && text.Length > _length / 2 ? text[..(_length / 2)] : text;

    private bool Answers(int passage, Question question) => _passages[passage].Text.Contains(question.Answers[0], StringComparison.Ordinal);

    private string Around(string passage, string answer, Random random)
    {
        if (passage.Length <= _length) return passage;
        var at = Math.Max(0, passage.IndexOf(answer, StringComparison.Ordinal));
        var from = Math.Clamp(at + answer.Length - _length, 0, passage.Length - _length);
        var start = random.Next(from, Math.Max(from, Math.Min(at, passage.Length - _length)) + 1);
        return passage.Substring(start, _length);
    }
}
