using Rag.Attention.Inference;
using Rag.Encoders.Text.Tokenizers;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Evaluation;
using Rag.Files;

namespace Rag.Training.Reading;

/// <summary>
/// Scores a reader on held-out questions, by their kind: exact match and F1 with the right passage given, F1 and how often the passage is
/// right among four wrong ones, and F1 of what the decoder writes.
/// </summary>
internal sealed class ReadingHoldOut
{
    private const int Wrong = 4, Pairs = 60;

    private readonly ReaderModel _model;
    private readonly AnswerWriter _writer;
    private readonly ReaderTrainingOptions _options;
    private readonly Tokenizer _tokenizer;
    private readonly ReadingSet _set;
    private readonly Dictionary<string, ReadingQuestion[]> _kinds;
    private readonly Dictionary<int, ReaderTokens> _passages = [];

    public ReadingHoldOut(ReaderModel model, Tokenizer tokenizer, ReadingSet set, ReaderTrainingOptions options)
    {
        (_model, _tokenizer, _set, _options, _writer) = (model, tokenizer, set, options, new AnswerWriter(model));
        _kinds = set.Questions.Where(question => question.Passage is not null && question.Answers.Count > 0).GroupBy(question => question.Kind)
            .ToDictionary(kind => kind.Key, kind => Spread([.. kind], options.HeldOut));
    }

    /// <summary>Scores by name.</summary>
    public Dictionary<string, double> Score()
    {
        var scores = new Dictionary<string, double>();
        foreach (var (kind, questions) in _kinds)
        {
            var (given, chosen) = Read(questions);
            scores[$"{kind} EM"] = Mean(questions, given, (measure, answer, expected) => measure.ExactMatch(answer, expected));
            scores[$"{kind} F1"] = F1(questions, given);
            scores[$"{kind} F1 among {1 + Wrong}"] = F1(questions, chosen);
            scores[$"{kind} right passage"] = 100 * questions.Zip(chosen).Average(pair => pair.Second.Passage == pair.First.Passage ? 1.0 : 0);
            var some = Spread(questions, _options.Written);
            if (some.Length > 0) scores[$"{kind} written F1"] = F1(some, [.. some.Select(Write)]);
        }
        return scores;
    }

    /// <summary>The best span of each question in its passage, and among wrong ones too.</summary>
    private ((int Passage, string Text)[] Given, (int Passage, string Text)[] Chosen) Read(ReadingQuestion[] questions)
    {
        var (given, chosen) = (new (int, string)[questions.Length], new (int, string)[questions.Length]);
        var all = questions.Select((question, i) => (Number: i, Question: question, Passages: question.Distractors.Take(Wrong).Prepend(question.Passage!.Value).ToArray()));
        foreach (var alike in all.GroupBy(entry => entry.Passages.Length))
        {
            var byLength = alike.OrderBy(entry => entry.Passages.Max(passage => Tokens(passage).Count));
            foreach (var chunk in byLength.Chunk(Math.Max(1, Pairs / alike.Key)))
            {
                using var scope = NewDisposeScope();
                var (live, _, tokens, _) = Meet([.. chunk.Select(entry => entry.Question)], [.. chunk.Select(entry => entry.Passages)]);
                var (start, end) = (Rows(live.Start), Rows(live.End));
                foreach (var (i, entry) in chunk.Index())
                {
                    given[entry.Number] = Best(entry.Passages, i * alike.Key, 1);
                    chosen[entry.Number] = Best(entry.Passages, i * alike.Key, alike.Key);
                }

                (int, string) Best(int[] passages, int from, int count) =>
                    SpanSearch.Best(start[from..(from + count)], end[from..(from + count)], 1, _model.Options.AnswerTokens) is [var best]
                        ? (passages[best.Passage], Text(passages[best.Passage], best.First, best.Last))
                        : (-1, "");
            }
        }
        return (given, chosen);
    }

    /// <summary>What the decoder writes with the right passage given.</summary>
    private (int Passage, string Text) Write(ReadingQuestion question)
    {
        using var scope = NewDisposeScope();
        var passage = question.Passage!.Value;
        var (live, asked, tokens, retrieval) = Meet([question], [[passage]]);
        var written = _writer.Write(asked, live, tokens, retrieval, Tokens(passage).Ids[^1], new WritingOptions()).Tokens;
        return (passage, written.Count == 0 ? "" : Text(passage, written));
    }

    /// <summary>Live states of each question with each of its passages, question after question.</summary>
    private (LiveStates Live, EncodedQuestions Asked, TokenBatch Tokens, Tensor Retrieval) Meet(ReadingQuestion[] questions, int[][] passages)
    {
        var device = _model.Stored.Align.weight!.device;
        int[] distinct = [.. passages.SelectMany(own => own).Distinct()];
        var tokens = TokenBatch.Of([.. distinct.Select(Tokens)], device);
        var questionTokens = TokenBatch.Of([.. questions.Select(question => ReaderTokens.OfQuestion(_tokenizer, question.Text, _model.Options.QuestionTokens))], device);
        var (lower, questionLower) = (_model.Encoder.Lower(tokens), _model.Encoder.Lower(questionTokens));
        var encoded = _model.Stored.forward(_model.Encoder.Upper(lower, tokens), tokens);
        var asked = _model.Question.forward(_model.Encoder.Upper(questionLower, questionTokens), questionTokens, _model.Stored.Align);
        var rows = torch.tensor(passages.SelectMany(own => own).Select(passage => (long)Array.IndexOf(distinct, passage)).ToArray(), device: device);
        var paired = encoded.Select(rows);
        var each = torch.arange(questions.Length, dtype: int64, device: device).repeat_interleave(passages[0].Length);
        var retrieval = (_model.Encoder.Embed(lower, tokens).index_select(0, rows) * _model.Encoder.Embed(questionLower, questionTokens).index_select(0, each)).sum(-1);
        return (_model.Live.forward(paired, asked.Select(each)), asked, paired.Tokens, retrieval.view(questions.Length, -1));
    }

    private ReaderTokens Tokens(int passage)
    {
        if (_passages.TryGetValue(passage, out var tokens)) return tokens;
        var (text, heading) = _set.Passages[passage];
        return _passages[passage] = ReaderTokens.OfPassage(_tokenizer, new PassageText(text, heading), _model.Options.PassageTokens);
    }

    private string Text(int passage, int first, int last)
    {
        var offsets = Tokens(passage).Offsets;
        return last < offsets.Length ? _set.Passages[passage].Text[offsets[first].Start..offsets[last].End] : "";
    }

    private string Text(int passage, IReadOnlyList<WrittenToken> written) => WrittenText.Of(
        written, _tokenizer, item => item < Tokens(passage).Count ? Tokens(passage).Offsets[item] : (0, 0), (start, end) => _set.Passages[passage].Text[start..end]);

    private double F1(ReadingQuestion[] questions, (int Passage, string Text)[] answers) =>
        Mean(questions, answers, (measure, answer, expected) => measure.F1(answer, expected));

    private double Mean(ReadingQuestion[] questions, (int Passage, string Text)[] answers, Func<IAnswerScores, string, string, double> score) =>
        100 * questions.Zip(answers).Average(pair => pair.First.Answers.Max(span => score(
            pair.First.Text.Any(Cjk.IsHan) ? new CmrcScores() : new SquadScores(), pair.Second.Text, _set.Passages[pair.First.Passage!.Value].Text[span.Start..span.End])));

    private static float[][] Rows(Tensor scores) => [.. scores.cpu().Floats().Chunk((int)scores.shape[1])];

    private static T[] Spread<T>(T[] all, int most) => [.. Enumerable.Range(0, Math.Min(most, all.Length)).Select(i => all[(int)((long)i * all.Length / Math.Min(most, all.Length))])];
}
