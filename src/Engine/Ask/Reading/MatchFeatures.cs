using Rag.Attention;
using TorchSharp.Utils;

namespace Rag.Engine.Ask.Reading;

/// <summary>What of a question stands in a passage, and near which of its tokens: counted, not learned.</summary>
public sealed class MatchFeatures : NamedModule
{
    /// <summary>Features of a token.</summary>
    public const int Count = 12;

    private const int Near = 4, Wide = 12; // tokens to either side
    private const int MostSentences = 48; // of a passage; what comes later counts as the last
    private const double RarestIdf = 10, MostMatches = 3;

    [ComponentName(Name = "idf")]
    private readonly Tensor _idf; // (vocabulary), 0 for what never matches

    [ComponentName(Name = "ends")]
    private readonly Tensor _ends; // (vocabulary), 1 for pieces that end a sentence

    /// <param name="vocabulary">Rows of the word table.</param>
    public MatchFeatures(int vocabulary) : base(nameof(MatchFeatures))
    {
        _idf = Constant("idf", torch.zeros(vocabulary));
        _ends = Constant("ends", torch.zeros(vocabulary));
    }

    /// <summary>Tells how rare each piece is and which ones end a sentence.</summary>
    /// <param name="idf">Of each piece; 0 for one without a letter or digit.</param>
    public void Learn(float[] idf, IEnumerable<int> ends)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _idf.copy_(torch.tensor(idf));
        _ends.zero_();
        foreach (var id in ends) _ends[id] = torch.tensor(1f);
    }

    /// <summary>No gradient goes through.</summary>
    /// <param name="passages">(pairs, tokens)</param>
    /// <param name="questions">(pairs, question tokens)</param>
    /// <param name="passageAlignment">Not negative, (pairs, tokens, alignment).</param>
    /// <param name="questionAlignment">Not negative, (pairs, question tokens, alignment).</param>
    /// <returns>(pairs, tokens, features)</returns>
    public Tensor forward(TokenBatch passages, TokenBatch questions, Tensor passageAlignment, Tensor questionAlignment)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var idf = Look(_idf, questions.Ids) * questions.IsText; // (pairs, question)
        var share = idf / idf.sum(1, keepdim: true).clamp_min(1e-6); // of the question's idf
        var hits = (passages.Ids.unsqueeze(2).eq(questions.Ids.unsqueeze(1)) & idf.gt(0).unsqueeze(1)).to_type(float32); // (pairs, tokens, question)
        var byQuestion = hits.transpose(1, 2); // (pairs, question, tokens)
        var occurs = hits.amax([2]); // (pairs, tokens)
        var own = (hits * share.unsqueeze(1)).amax([2]);
        var (ofSentence, ofBestSentence) = Sentences(passages, hits, share);
        var heading = passages.IsHeading.to_type(float32); // (pairs, tokens)
        var inHeading = torch.bmm((hits * heading.unsqueeze(2)).amax([1]).unsqueeze(1), share.unsqueeze(2)).squeeze(2); // (pairs, 1)
        var (most, mean) = Cosines(passageAlignment, questionAlignment, questions);
        return torch.stack(
        [
            occurs,
            3 * own,
            Within(byQuestion, share, Near),
            Within(byQuestion, share, Wide),
            ofSentence,
            ofBestSentence,
            Look(_idf, passages.Ids) / RarestIdf,
            hits.sum(2).clamp_max(MostMatches) / MostMatches,
            heading,
            inHeading.expand_as(heading),
            most,
            mean,
        ], 2).MoveToOuterDisposeScope();
    }

    /// <summary>The share of the question that stands within some tokens, (pairs, tokens).</summary>
    private static Tensor Within(Tensor byQuestion, Tensor share, int reach)
    {
        var near = functional.max_pool1d(byQuestion, (2 * reach) + 1, stride: 1, padding: reach); // (pairs, question, tokens)
        return torch.bmm(share.unsqueeze(1), near).squeeze(1);
    }

    /// <summary>The share that stands in a token's sentence, and that divided by the best sentence's: both (pairs, tokens).</summary>
    private (Tensor Own, Tensor OfBest) Sentences(TokenBatch passages, Tensor hits, Tensor share)
    {
        var ends = Look(_ends, passages.Ids) * passages.IsText; // (pairs, tokens)
        var headingEnds = passages.IsHeading.to_type(float32);
        headingEnds = headingEnds - functional.pad(headingEnds, [0, 1]).narrow(1, 1, headingEnds.shape[1]); // 1 at its last token
        var breaks = ends + headingEnds.clamp_min(0);
        var sentence = (breaks.cumsum(1) - breaks).clamp_max(MostSentences - 1).to_type(int64); // (pairs, tokens)
        var belongs = functional.one_hot(sentence, MostSentences).to_type(float32); // (pairs, tokens, sentences)
        var holds = torch.bmm(belongs.transpose(1, 2), hits).clamp_max(1); // (pairs, sentences, question)
        var covered = torch.bmm(holds, share.unsqueeze(2)); // (pairs, sentences, 1)
        var own = torch.bmm(belongs, covered).squeeze(2);
        return (own, own / covered.amax([1]).clamp_min(1e-6));
    }

    /// <summary>Of each token the largest cosine to a token of the question, and the mean: both (pairs, tokens).</summary>
    private static (Tensor Most, Tensor Mean) Cosines(Tensor passage, Tensor question, TokenBatch questions)
    {
        var cosines = torch.bmm(functional.normalize(passage, dim: -1), functional.normalize(question, dim: -1).transpose(1, 2)); // (pairs, tokens, question)
        var weights = questions.Mask.to_type(float32);
        cosines = cosines * weights.unsqueeze(1); // none is negative
        return (cosines.amax([2]), torch.bmm(cosines, (weights / weights.sum(1, keepdim: true)).unsqueeze(2)).squeeze(2));
    }

    private static Tensor Look(Tensor table, Tensor ids) => table.index_select(0, ids.flatten()).view(ids.shape);
}
