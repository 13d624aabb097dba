using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Attention.Recurrence;

namespace Rag.Engine.Ask.Reading;

/// <summary>Passages as one question sees them.</summary>
/// <param name="Start">Scores of an answer's first token, (pairs, tokens): the first token stands for "not here", what is no text is masked.</param>
/// <param name="End">The same of its last token.</param>
/// <param name="Memory">What a decoder reads, (pairs, tokens, 2 width).</param>
public sealed record LiveStates(Tensor Start, Tensor End, Tensor Memory);

/// <summary>Where stored states and a question meet.</summary>
public sealed class LiveLayers : NamedModule
{
    /// <summary>The score of a token at which no answer may begin or end.</summary>
    public const double Masked = -1e4;

    private readonly double _dropout;
    private readonly MatchFeatures _features;
    private readonly Linear _featureWeights, _aligned, _startQuery, _endQuery;
    private readonly SimpleRecurrentUnit[] _recurrent;
    private readonly QuestionReading[] _readings;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public LiveLayers(ReaderOptions options) : base(nameof(LiveLayers))
    {
        _dropout = options.Dropout;
        _features = Part("features", new MatchFeatures(options.Vocabulary));
        _featureWeights = Part("feature_weights", Linear(MatchFeatures.Count, options.Width));
        _aligned = Part("aligned", Linear(options.Width, options.Width, hasBias: false));
        _recurrent = [.. Enumerable.Range(0, 4).Select(i => Part($"recurrent{i}", new SimpleRecurrentUnit(options.Width, options.Dropout)))];
        _readings = [.. Enumerable.Range(0, 2).Select(i => Part($"reading{i}", new QuestionReading(options)))];
        _startQuery = Part("start", Linear(options.Width, options.Width));
        _endQuery = Part("end", Linear(options.Width, options.Width));
    }

    /// <summary>Which pieces are rare, and which end a sentence.</summary>
    public MatchFeatures Features => _features;

    /// <param name="passages">One a pair.</param>
    /// <param name="questions">One a pair.</param>
    public LiveStates forward(EncodedPassages passages, EncodedQuestions questions)
    {
        using var scope = NewDisposeScope();
        var mask = passages.Tokens.Mask.to_type(float32).unsqueeze(-1); // (pairs, tokens, 1)
        var features = _features.forward(passages.Tokens, questions.Tokens, passages.Alignment.detach(), questions.Alignment.detach());
        var x = torch.tanh(passages.States + _featureWeights.Run(features) + _aligned.Run(Aligned(passages, questions))) * mask; // (pairs, tokens, width)
        x = _readings[0].forward(_recurrent[0].forward(x, mask), questions) * mask;
        x = _readings[1].forward(_recurrent[1].forward(x, mask), questions) * mask;
        x = _recurrent[2].forward(x, mask);
        var end = _recurrent[3].forward(x, mask);
        var allowed = passages.Tokens.IsText;
        allowed[TensorIndex.Colon, 0] = torch.tensor(true, device: allowed.device);
        return new LiveStates(
            Point(x, _startQuery, questions, allowed).MoveToOuterDisposeScope(),
            Point(end, _endQuery, questions, allowed).MoveToOuterDisposeScope(),
            torch.cat([x, end], -1).MoveToOuterDisposeScope());
    }

    /// <summary>For each token the words of the question that are like it, (pairs, tokens, width).</summary>
    private static Tensor Aligned(EncodedPassages passages, EncodedQuestions questions)
    {
        var alike = torch.bmm(passages.Alignment, questions.Alignment.transpose(1, 2)); // (pairs, tokens, question tokens)
        var weights = functional.softmax(alike.masked_fill(questions.Tokens.Mask.unsqueeze(1).logical_not(), Masked), -1);
        return torch.bmm(weights, questions.Words);
    }

    /// <summary>x . query(question), (pairs, tokens)</summary>
    private Tensor Point(Tensor x, Linear query, EncodedQuestions questions, Tensor allowed)
    {
        var dropped = SharedDropout.Apply(x, _dropout, training);
        return torch.bmm(dropped, query.call(questions.Whole).unsqueeze(2)).squeeze(2).masked_fill(allowed.logical_not(), Masked);
    }
}
