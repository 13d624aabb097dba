using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Encoders.DataSets;
using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Training;

namespace Rag.Encoders.Text.Training;

/// <summary>
/// Teaches an English encoder Chinese, by its Chinese rows alone or by its layers too. The encoder as it was is the teacher: a Chinese caption,
/// word or mixed sentence is to land where it puts the English one, and a question beside the passage that answers it.
/// </summary>
public sealed class TextTraining : ITrainingTask, IDisposable
{
    private const int MostEnglish = 3, EnglishLength = 4; // times the Chinese: a character there says as much

    private static readonly Truncation _truncation = new(MaxLength: 160);

    private readonly Tokenizer _tokenizer;
    private readonly TextTrainingOptions _options;
    private readonly BertEncoder _teacher;
    private readonly TextLearner _learner;
    private readonly TextHoldOut _holdOut;
    private readonly long _seed;
    private readonly Translation[] _captions, _words;
    private readonly CodeSwitching _switching;
    private readonly string[] _sentences;
    private readonly QuestionBatches _chinese, _english;
    private readonly Func<Random, Tensor>[] _turns;
    private readonly Dictionary<Translation, float[]> _taught = new(ReferenceEqualityComparer.Instance);

    /// <param name="encoder">With the vocabulary of <paramref name="tokenizer"/>; it learns in place, its rows by <see cref="Finish"/>.</param>
    /// <param name="heldOut">Question sets to score on; those pictures of the corpus that are of split "val" are scored on too.</param>
    /// <param name="seed">Of the batches.</param>
    /// <exception cref="TrainingException">The corpus holds nothing to learn from.</exception>
    public TextTraining(
        BertEncoder encoder, Tokenizer tokenizer, TextCorpus corpus, IReadOnlyList<QuestionSet> heldOut, TextTrainingOptions options, long seed)
    {
        (_teacher, _tokenizer, _options, _seed) = (options.TunesLayers ? CopyOf(encoder) : encoder, tokenizer, options, seed);
        int[] rows = [.. Enumerable.Range(0, tokenizer.Count).Where(id => HanVocabulary.IsChinese(tokenizer.TokenOf(id)))];
        _learner = new TextLearner(encoder, rows, options.TunesLayers);
        _chinese = new QuestionBatches(corpus.Chinese, options.PassageLength);
        _english = new QuestionBatches(options.TunesLayers ? corpus.English : [], EnglishLength * options.PassageLength);
        Model = new Kept(_learner, _chinese, _english);
        _captions =
        [
            .. corpus.Pictures.Where(picture => picture.Split == "train" && picture.ChineseCaptions.Count > 0)
                .Select(picture => new Translation(picture.ChineseCaptions, [.. picture.Captions.Take(MostEnglish)])),
        ];
        _words = [.. corpus.Dictionary.Select(entry => new Translation([entry.Simplified, entry.Traditional], [.. entry.Glosses.Take(MostEnglish)]))];
        _switching = new CodeSwitching(corpus.Dictionary, corpus.ChineseTexts().SelectMany(text => text).CountBy(c => c).ToDictionary());
        _sentences = corpus.Dictionary.Count == 0 ? [] : [.. corpus.English.SelectMany(set => set.Questions).Select(question => question.Text)];
        _holdOut = new TextHoldOut(Embed, [.. corpus.Pictures.Where(picture => picture.Split == "val" && picture.ChineseCaptions.Count > 0)], heldOut);
        _turns =
        [
            .. _captions.Length > 1 ? new[] { CaptionLoss } : [],
            .. _chinese.Count > 1 ? new[] { QuestionLoss } : [],
            .. _words.Length > 1 ? new[] { WordLoss } : [],
            .. _captions.Length > 1 ? new[] { CaptionLoss } : [],
            .. _chinese.Count > 1 ? new[] { QuestionLoss } : [],
            .. _sentences.Length > 1 ? new[] { SentenceLoss } : [],
            .. _english.Count > 1 ? new[] { EnglishLoss } : [],
        ];
        if (_turns.Length == 0) throw new TrainingException("--data holds nothing to learn Chinese from: neither Chinese captions, questions nor a dictionary.");
    }

    /// <inheritdoc />
    public Module Model { get; }

    /// <summary>Puts what was learned into the encoder.</summary>
    public void Finish() => _learner.MoveToEncoder();

    /// <inheritdoc />
    public double RateOf(Parameter parameter) => ReferenceEquals(parameter, _learner.Rows) ? 1 : _options.LayerRate;

    /// <inheritdoc />
    public Tensor Loss(int index, double share)
    {
        if (index % _options.AlikeEvery == 0)
        {
            foreach (var questions in new[] { _chinese, _english }.Where(questions => questions.Count > 1)) questions.FindAlike(Embed);
        }
        return _turns[index % _turns.Length](new Random(SeedOf(index)));
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, double> Score() => _holdOut.Score();

    /// <summary>Embeddings of length 1, (texts, width), by what is learned as it is now.</summary>
    public Tensor Embed(IReadOnlyList<string> texts)
    {
        using var scope = NewDisposeScope();
        var (ids, mask) = Encode(texts);
        return MeanPooling.Pool(_learner.forward(ids, mask), mask).MoveToOuterDisposeScope();
    }

    /// <summary>Lets the rows and the teacher go; the encoder stays.</summary>
    public void Dispose()
    {
        _learner.Rows.Dispose();
        if (_options.TunesLayers) _teacher.Dispose();
    }

    private Tensor CaptionLoss(Random random) => TranslationLoss(Draw(_captions, _options.Captions, random), random);

    private Tensor WordLoss(Random random) => TranslationLoss(Draw(_words, _options.Words, random), random);

    private Tensor SentenceLoss(Random random)
    {
        var sentences = Draw(_sentences, _options.Sentences, random);
        var mixed = sentences.Select(sentence => _switching.Mix(sentence, _options.MixedShare, random.Next(3) == 0, random));
        return Near(Embed([.. mixed]), Teach(sentences));
    }

    private Tensor TranslationLoss(Translation[] batch, Random random) =>
        Near(Embed([.. batch.Select(pair => pair.Chinese[random.Next(pair.Chinese.Count)])]), Teach(batch));

    private Tensor QuestionLoss(Random random)
    {
        var (questions, passages) = _chinese.Draw(_options.Questions, random);
        return Contrast(Embed(questions), Embed(passages));
    }

    private Tensor EnglishLoss(Random random)
    {
        var (texts, passages) = _english.Draw(_options.Questions, random);
        Tensor questions = Embed(texts), answers = Embed(passages); // (batch, width)
        return Contrast(questions, answers) + Nearness(questions, Teach(texts)) + Nearness(answers, Teach(passages));
    }

    /// <summary>Contrast with, and nearness to, the English embeddings: both (batch, width).</summary>
    private Tensor Near(Tensor chinese, Tensor english) => Contrast(chinese, english) + Nearness(chinese, english);

    private Tensor Nearness(Tensor embeddings, Tensor taught) => _options.NearnessWeight * (1 - (embeddings * taught).sum(-1).mean());

    /// <summary>InfoNCE both ways (van den Oord et al. 2018): row i of one belongs to row i of the other.</summary>
    private Tensor Contrast(Tensor queries, Tensor items)
    {
        var logits = torch.matmul(queries, items.t()) / _options.Temperature; // (batch, batch)
        var own = torch.arange(queries.shape[0]);
        return (functional.cross_entropy(logits, own) + functional.cross_entropy(logits.t(), own)) / 2;
    }

    /// <summary>The mean of the English embeddings, at length 1; an English text is never read twice.</summary>
    private Tensor Teach(Translation[] batch)
    {
        var unknown = batch.Where(pair => !_taught.ContainsKey(pair)).Distinct(ReferenceEqualityComparer.Instance).Cast<Translation>().ToArray();
        if (unknown.Length > 0)
        {
            using var scope = NewDisposeScope();
            var embeddings = Teach([.. unknown.SelectMany(pair => pair.English)]);
            var row = 0;
            foreach (var pair in unknown)
            {
                var mean = functional.normalize(embeddings.narrow(0, row, pair.English.Count).mean([0]), dim: -1);
                _taught[pair] = mean.Floats();
                row += pair.English.Count;
            }
        }
        return torch.tensor([.. batch.SelectMany(pair => _taught[pair])], [batch.Length, _teacher.Options.Layer.Width]);
    }

    private Tensor Teach(string[] english)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (ids, mask) = Encode(english);
        return MeanPooling.Pool(_teacher.forward(ids, mask), mask).MoveToOuterDisposeScope();
    }

    /// <summary>int64 and bool (batch, tokens)</summary>
    private (Tensor Ids, Tensor Mask) Encode(IReadOnlyList<string> texts)
    {
        var padded = new PaddedIds([.. texts.Select(text => _tokenizer.Encode(text, truncation: _truncation).Ids)]);
        return (padded.Ids(), padded.Mask());
    }

    private static BertEncoder CopyOf(BertEncoder encoder)
    {
        var copy = new BertEncoder(encoder.Options);
        copy.load_state_dict(encoder.state_dict());
        copy.eval();
        return copy;
    }

    private static T[] Draw<T>(T[] all, int count, Random random)
    {
        var drawn = new HashSet<int>();
        count = Math.Min(count, all.Length);
        while (drawn.Count < count) drawn.Add(random.Next(all.Length));
        return [.. drawn.Select(i => all[i])];
    }

    private int SeedOf(int index) => unchecked((int)((_seed * 1_000_003) + index));

    /// <summary>What is learned, and what a checkpoint keeps beside it.</summary>
    private sealed class Kept : NamedModule
    {
        public Kept(TextLearner learner, QuestionBatches chinese, QuestionBatches english) : base(nameof(TextTraining))
        {
            Part("learner", learner);
            Part("chinese", chinese);
            Part("english", english);
        }
    }
}
