namespace Rag.Engine.Caption.Retrieval;

/// <summary>A retrieved caption.</summary>
/// <param name="Words">See <see cref="CaptionWords"/>.</param>
/// <param name="Vector">Its n-grams.</param>
/// <param name="Source">The picture that it was written under.</param>
public sealed record PooledCaption(string[] Words, NGramVector Vector, string Source);

/// <summary>
/// The captions of a picture's nearest neighbours, each with a weight: what most of them say is likely true of the picture too
/// (Devlin et al., "Exploring nearest neighbor approaches for image captioning", 2015).
/// </summary>
public sealed class CaptionPool
{
    private readonly IReadOnlyList<PooledCaption> _captions;
    private readonly double[] _weights; // sum to 1
    private readonly Dictionary<ulong, double>[] _centre; // weighted sum of the captions' directions, for each n
    private readonly Dictionary<string, double> _support = [];

    /// <param name="captions">One or more.</param>
    /// <param name="weights">How much each counts, not negative, with a positive sum.</param>
    public CaptionPool(IReadOnlyList<PooledCaption> captions, IReadOnlyList<double> weights)
    {
        var sum = weights.Sum();
        (_captions, _weights) = (captions, [.. weights.Select(weight => weight / sum)]);
        _centre = [.. Enumerable.Range(0, NGramSpace.Longest).Select(_ => new Dictionary<ulong, double>())];
        foreach (var (caption, weight) in captions.Zip(_weights))
        {
            foreach (var word in caption.Words.Distinct()) _support[word] = _support.GetValueOrDefault(word) + weight;
            for (var n = 0; n < NGramSpace.Longest; n++)
            {
                if (caption.Vector.Norms[n] == 0) continue;
                foreach (var (key, number) in caption.Vector.Weights[n])
                    _centre[n][key] = _centre[n].GetValueOrDefault(key) + (weight * number / caption.Vector.Norms[n]);
            }
        }
    }

    /// <summary>The captions of neighbours: a picture's weight is divided among its captions.</summary>
    /// <param name="neighbours">One or more; those without captions do not count.</param>
    public static CaptionPool Of(IReadOnlyList<(double Score, IReadOnlyList<PooledCaption> Captions)> neighbours, NeighbourOptions options)
    {
        var best = neighbours.Max(neighbour => neighbour.Score); // softmax without overflow
        return new CaptionPool(
            [.. neighbours.SelectMany(neighbour => neighbour.Captions)],
            [.. neighbours.SelectMany(neighbour => Enumerable.Repeat(Math.Exp((neighbour.Score - best) / options.Temperature) / neighbour.Captions.Count, neighbour.Captions.Count))]);
    }

    /// <summary>The captions, in no order that means anything.</summary>
    public IReadOnlyList<PooledCaption> Captions => _captions;

    /// <summary>The weight of the captions that have a word, 0..1.</summary>
    public double Support(string word) => _support.GetValueOrDefault(word);

    /// <summary>The consensus about a caption: the weighted mean of its cosines to all captions, by n-grams of one to four words, 0..1.</summary>
    public double Agreement(NGramVector caption)
    {
        var sum = 0.0;
        for (var n = 0; n < NGramSpace.Longest; n++)
        {
            if (caption.Norms[n] > 0) sum += caption.Weights[n].Sum(weight => weight.Value * _centre[n].GetValueOrDefault(weight.Key)) / caption.Norms[n];
        }
        return sum / NGramSpace.Longest;
    }

    /// <summary>Different captions that agree best with the others.</summary>
    /// <param name="count">How many at the most.</param>
    /// <param name="longest">Words of a caption at the most.</param>
    public IReadOnlyList<PooledCaption> Best(int count, int longest) =>
    [
        .. _captions.Index()
            .Where(caption => caption.Item.Words.Length > 0 && caption.Item.Words.Length <= longest)
            .OrderByDescending(caption => AgreementOfOthers(caption.Index)).ThenBy(caption => caption.Index)
            .Select(caption => caption.Item)
            .DistinctBy(caption => string.Join(' ', caption.Words))
            .Take(count),
    ];

    /// <summary>What the decoder reads: the best captions, word after word.</summary>
    public RetrievedCaptions Retrieve(Lexicon lexicon, CaptionerOptions options)
    {
        var words = Best(options.Retrieved, options.Words).SelectMany((caption, rank) => caption.Words.Select((word, place) => (Word: word, Place: place, Rank: rank))).ToList();
        return new RetrievedCaptions(
            [.. words.Select(word => lexicon.Id(word.Word))], [.. words.Select(word => word.Place)], [.. words.Select(word => word.Rank)],
            [.. words.Select(word => (float)Support(word.Word))]);
    }

    // A caption agrees with itself wholly, in each n that it has.
    private double AgreementOfOthers(int i) =>
        (Agreement(_captions[i].Vector) - (_weights[i] * _captions[i].Vector.Norms.Count(norm => norm > 0) / NGramSpace.Longest)) / Math.Max(1e-9, 1 - _weights[i]);
}
