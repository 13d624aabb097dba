namespace Rag.Encoders.Text.Tokenizers.Training;

/// <summary>
/// Learns a byte-level vocabulary: again and again the most frequent pair of neighbours becomes a token (Sennrich et al. 2016, on
/// bytes as GPT-2 has them). The same words give the same vocabulary: of equally frequent pairs the one with the lower ids is first.
/// </summary>
public static class BytePairTraining
{
    /// <summary>Learns from <paramref name="words"/>.</summary>
    /// <param name="progress">Told the tokens there are and the tokens there will be.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static BytePairVocabulary Learn(WordCounts words, BytePairOptions options, Action<int, int> progress, CancellationToken cancel)
    {
        var vocabulary = new BytePairVocabulary(options.SpecialTokens);
        var pairs = new PairCounts(options.LeastCount);
        SymbolWord[] symbols = [.. words.Counts.Select((word, i) => new SymbolWord(i, vocabulary.BytesOf(word.Key), word.Value))];
        foreach (var word in symbols) word.AddPairs(pairs);
        while (vocabulary.Count < options.Size && pairs.TakeMostFrequent() is { } pair)
        {
            cancel.ThrowIfCancellationRequested();
            var joined = vocabulary.Join(pair.Left, pair.Right);
            foreach (var word in pair.Words) symbols[word].Join(pair, joined, pairs);
            pairs.Forget(pair);
            progress(vocabulary.Count, options.Size);
        }
        return vocabulary;
    }
}
