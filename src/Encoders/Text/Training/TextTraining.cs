using Rag.Encoders.DataSets;
using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Training;

namespace Rag.Encoders.Text.Training;

/// <summary>
/// Teaches an English encoder Chinese by its Chinese rows alone. The frozen encoder is its own teacher: a Chinese caption, word or mixed
/// sentence is to land where the English one does, and a question beside the passage that answers it.
/// </summary>
public sealed class TextTraining : ITrainingTask, IDisposable
{
    private const int MostEnglish = 3;

    private static readonly Truncation _truncation = new(MaxLength: 160);

    private readonly BertEncoder _encoder;
    private readonly Tokenizer _tokenizer;
    private readonly TextTrainingOptions _options;
    private readonly LearnedRows _rows;
    private readonly TextHoldOut _holdOut;
    private readonly long _seed;
    private readonly Translation[] _captions, _words;
    private readonly CodeSwitching _switching;
    private readonly string[] _sentences;
    private readonly (string Passage, Question[] Questions)[] _passages;
    private readonly Func<Random, Tensor>[] _turns;
    private readonly Dictionary<Translation, float[]> _taught = new(ReferenceEqualityComparer.Instance);

    /// <param name="encoder">With the vocabulary of <paramref name="tokenizer"/>; frozen from here on.</param>
    /// <param name="heldOut">Question sets to score on; those pictures of the corpus that are of split "val" are scored on too.</param>
    /// <param name="seed">Of the batches.</param>
    /// <exception cref="TrainingException">The corpus holds nothing to learn from.</exception>
    public TextTraining(
        BertEncoder encoder, Tokenizer tokenizer, TextCorpus corpus, IReadOnlyList<QuestionSet> heldOut, TextTrainingOptions options, long seed)
    {
        (_encoder, _tokenizer, _options, _seed) = (encoder, tokenizer, options, seed);
        _rows = new LearnedRows(encoder, [.. Enumerable.Range(0, tokenizer.Count).Where(id => HanVocabulary.IsChinese(tokenizer.TokenOf(id)))]);
        _captions =
        [
            .. corpus.Pictures.Where(picture => picture.Split == "train" && picture.ChineseCaptions.Count > 0)
                .Select(picture => new Translation(picture.ChineseCaptions, [.. picture.Captions.Take(MostEnglish)])),
        ];
        _words = [.. corpus.Dictionary.Select(entry => new Translation([entry.Simplified, entry.Traditional], [.. entry.Glosses.Take(MostEnglish)]))];
        _switching = new CodeSwitching(corpus.Dictionary, corpus.ChineseTexts().SelectMany(text => text).CountBy(c => c).ToDictionary());
        _sentences = corpus.Dictionary.Count == 0 ? [] : [.. corpus.English.SelectMany(set => set.Questions).Select(question => question.Text)];
        _passages =
        [
            .. from set in corpus.Chinese
               from questions in set.Questions.Where(question => question.Answers.Count > 0).GroupBy(question => question.Paragraph)
               select (set.Paragraphs[questions.Key], questions.ToArray()),
        ];
        _holdOut = new TextHoldOut(Embed, [.. corpus.Pictures.Where(picture => picture.Split == "val" && picture.ChineseCaptions.Count > 0)], heldOut);
        _turns =
        [
            .. _captions.Length > 1 ? new[] { CaptionLoss } : [],
            .. _passages.Length > 1 ? new[] { QuestionLoss } : [],
            .. _words.Length > 1 ? new[] { WordLoss } : [],
            .. _captions.Length > 1 ? new[] { CaptionLoss } : [],
            .. _passages.Length > 1 ? new[] { QuestionLoss } : [],
            .. _sentences.Length > 1 ? new[] { SentenceLoss } : [],
        ];
        if (_turns.Length == 0) throw new TrainingException("--data holds nothing to learn Chinese from: neither Chinese captions, questions nor a dictionary.");
    }

    /// <inheritdoc />
    public Module Model => _rows;

    /// <summary>Puts what was learned into the encoder.</summary>
    public void Finish() => _rows.MoveToEncoder();

    /// <inheritdoc />
    public Tensor Loss(int index) => _turns[index % _turns.Length](new Random(SeedOf(index)));

    /// <inheritdoc />
    public IReadOnlyDictionary<string, double> Score() => _holdOut.Score();

    /// <summary>Embeddings of length 1, (texts, width), by the rows as they are now.</summary>
    public Tensor Embed(IReadOnlyList<string> texts)
    {
        using var scope = NewDisposeScope();
        var (ids, mask) = Encode(texts);
        return Pool(_encoder.StatesOfWords(_rows.forward(ids), mask)[^1], mask).MoveToOuterDisposeScope();
    }

    /// <summary>Lets the rows go; the encoder stays.</summary>
    public void Dispose() => _rows.Dispose();

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
        var batch = Draw(_passages, _options.Questions, random);
        var asked = batch.Select(passage => passage.Questions[random.Next(passage.Questions.Length)]).ToArray();
        var passages = batch.Zip(asked, (passage, question) => Around(passage.Passage, question.Answers[0], random));
        return Contrast(Embed([.. asked.Select(question => question.Text)]), Embed([.. passages]));
    }

    /// <summary>Contrast with, and nearness to, the English embeddings: both (batch, width).</summary>
    private Tensor Near(Tensor chinese, Tensor english) =>
        Contrast(chinese, english) + (_options.NearnessWeight * (1 - (chinese * english).sum(-1).mean()));

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
                _taught[pair] = mean.data<float>().ToArray();
                row += pair.English.Count;
            }
        }
        return torch.tensor([.. batch.SelectMany(pair => _taught[pair])], [batch.Length, _encoder.Options.Layer.Width]);
    }

    private Tensor Teach(string[] english)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (ids, mask) = Encode(english);
        return Pool(_encoder.forward(ids, mask), mask).MoveToOuterDisposeScope();
    }

    /// <summary>int64 and bool (batch, tokens)</summary>
    private (Tensor Ids, Tensor Mask) Encode(IReadOnlyList<string> texts)
    {
        var padded = new PaddedIds([.. texts.Select(text => _tokenizer.Encode(text, truncation: _truncation).Ids)]);
        return (padded.Ids(), padded.Mask());
    }

    /// <summary>The mean of the states (batch, tokens, width) of real tokens, at length 1: (batch, width).</summary>
    private static Tensor Pool(Tensor states, Tensor mask)
    {
        var weights = mask.to_type(float32).unsqueeze(-1); // (batch, tokens, 1)
        return functional.normalize((states * weights).sum(1) / weights.sum(1), dim: -1);
    }

    private string Around(string passage, string answer, Random random)
    {
        var length = _options.PassageLength;
        if (passage.Length <= length) return passage;
        var at = Math.Max(0, passage.IndexOf(answer, StringComparison.Ordinal));
        var from = Math.Clamp(at + answer.Length - length, 0, passage.Length - length);
        var start = random.Next(from, Math.Max(from, Math.Min(at, passage.Length - length)) + 1);
        return passage.Substring(start, length);
    }

    private static T[] Draw<T>(T[] all, int count, Random random)
    {
        var drawn = new HashSet<int>();
        count = Math.Min(count, all.Length);
        while (drawn.Count < count) drawn.Add(random.Next(all.Length));
        return [.. drawn.Select(i => all[i])];
    }

    private int SeedOf(int index) => unchecked((int)((_seed * 1_000_003) + index));
}
