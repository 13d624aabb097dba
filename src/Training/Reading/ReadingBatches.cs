using Rag.Engine.Ask.Reading;

namespace Rag.Training.Reading;

/// <summary>
/// Batches of passages of about one length with all their questions, and wrong passages for each. What a batch holds follows from the seed,
/// its number and whether there are wrong passages; the next ones are made while one is learned from.
/// </summary>
internal sealed class ReadingBatches
{
    private const int Ahead = 6; // batches
    private const int LengthNoise = 20; // pieces, either way
    private const double Longest = 1.15; // a wrong passage, in lengths of the longest right one; what is longer is cut

    private readonly TokenizedSet _set;
    private readonly ReaderTrainingOptions _options;
    private readonly long _seed;
    private readonly ILookup<int, TokenizedQuestion> _questions;
    private readonly List<(int First, TokenizedQuestion[][] Batches)> _epochs = [];
    private readonly Dictionary<(int Index, int Distractors), Lazy<ReadingBatch>> _made = [];

    public ReadingBatches(TokenizedSet set, ReaderTrainingOptions options, long seed)
    {
        (_set, _options, _seed) = (set, options, seed);
        _questions = set.Questions.ToLookup(question => question.Passage);
    }

    /// <summary>The batches of the first epoch.</summary>
    public int InEpoch => Plan(0).Count;

    /// <param name="share">How much of the run is done: wrong passages come later.</param>
    public ReadingBatch Of(int index, double share)
    {
        var distractors = share < _options.DistractorsFrom ? 0 : _options.Distractors;
        for (var i = index; i < index + Ahead; i++)
        {
            if (_made.ContainsKey((i, distractors))) continue;
            var (number, questions) = (i, QuestionsOf(i));
            var batch = _made[(i, distractors)] = new Lazy<ReadingBatch>(() => Make(questions, distractors, new Random(SeedOf(number))));
            _ = Task.Run(() => batch.Value);
        }
        foreach (var old in _made.Keys.Where(key => key.Index < index || key.Distractors != distractors).ToList()) _made.Remove(old);
        return _made[(index, distractors)].Value; // made here where no thread has come to it
    }

    private TokenizedQuestion[] QuestionsOf(int index)
    {
        while (_epochs.Count == 0 || index >= _epochs[^1].First + _epochs[^1].Batches.Length)
        {
            var first = _epochs.Count == 0 ? 0 : _epochs[^1].First + _epochs[^1].Batches.Length;
            _epochs.Add((first, [.. Plan(_epochs.Count)]));
        }
        var epoch = _epochs.Last(epoch => epoch.First <= index);
        return epoch.Batches[index - epoch.First];
    }

    /// <summary>All questions once, in batches of passages of about one length.</summary>
    private List<TokenizedQuestion[]> Plan(int epoch)
    {
        var random = new Random(SeedOf(-1 - epoch));
        var groups = _questions
            .SelectMany(group =>
            {
                var questions = group.ToArray();
                random.Shuffle(questions);
                return questions.Chunk(_options.QuestionsOfPassage);
            })
            .Select(questions => (Questions: questions, Length: LengthOf(questions[0].Passage), Key: LengthOf(questions[0].Passage) + random.Next(-LengthNoise, LengthNoise + 1)))
            .OrderBy(group => group.Key).ToList();
        var batches = new List<TokenizedQuestion[]>();
        var batch = new List<TokenizedQuestion>();
        var longest = 0;
        foreach (var (questions, length, _) in groups)
        {
            var pairs = (batch.Count + questions.Length) * (1 + _options.Distractors);
            if (batch.Count > 0 && (batch.Count + questions.Length > _options.Questions || pairs * Math.Max(longest, length) > _options.PairTokens))
            {
                batches.Add([.. batch]);
                batch.Clear();
                longest = 0;
            }
            batch.AddRange(questions);
            longest = Math.Max(longest, length);
        }
        if (batch.Count > 0) batches.Add([.. batch]);
        var shuffled = batches.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled];
    }

    private ReadingBatch Make(TokenizedQuestion[] questions, int distractors, Random random)
    {
        var rows = new Dictionary<int, int>();
        foreach (var question in questions) rows.TryAdd(question.Passage, rows.Count);
        var right = rows.Keys.ToArray();
        var most = Math.Min(_options.Length, (int)(right.Max(LengthOf) * Longest));
        var room = Math.Max(right.Length, _options.PassageTokens / most);
        var pairs = new List<int>(questions.Length * (1 + distractors));
        foreach (var question in questions)
        {
            var taken = new HashSet<int> { question.Passage };
            pairs.Add(rows[question.Passage]);
            for (var i = 0; i < distractors; i++) pairs.Add(rows[Wrong(question, taken)]);
        }
        return new ReadingBatch(
            [.. rows.Keys.Select(passage => Cut(_set.Passages[passage], most))], [.. questions.Select(question => question.Tokens)], questions, [.. pairs]);

        int Wrong(TokenizedQuestion question, HashSet<int> taken)
        {
            var own = question.Distractors.Where(passage => !taken.Contains(passage) && (rows.Count < room || rows.ContainsKey(passage))).ToArray();
            var others = right.Where(passage => !taken.Contains(passage) && !Holds(passage, question)).ToArray();
            var wrong = own.Length > 0 && (others.Length == 0 || random.NextDouble() < _options.OwnDistractors)
                ? own[(int)(own.Length * random.NextDouble() * random.NextDouble())] // the likeliest, which come first, most often
                : others.Length > 0 ? others[random.Next(others.Length)] : AnyOther(question);
            taken.Add(wrong);
            rows.TryAdd(wrong, rows.Count);
            return wrong;
        }

        int AnyOther(TokenizedQuestion question)
        {
            var start = random.Next(_set.Passages.Count);
            return Enumerable.Range(start, _set.Passages.Count).Select(i => i % _set.Passages.Count).First(passage => !Holds(passage, question));
        }
    }

    private bool Holds(int passage, TokenizedQuestion question) =>
        passage == question.Passage || (question.Answer is { } answer && _set.Texts[passage].Contains(answer, StringComparison.OrdinalIgnoreCase));

    private int LengthOf(int passage) => _set.Passages[passage].Count;

    private static ReaderTokens Cut(ReaderTokens tokens, int most) => tokens.Count <= most
        ? tokens
        : new ReaderTokens([.. tokens.Ids[..(most - 1)], tokens.Ids[^1]], [.. tokens.Kinds[..(most - 1)], tokens.Kinds[^1]], [.. tokens.Offsets[..(most - 1)], tokens.Offsets[^1]]);

    private int SeedOf(int index) => unchecked((int)((_seed * 1_000_003) + index));
}
