namespace Rag.Encoders.Text.Tokenizers.Training;

/// <summary>A word as a row of symbols, and how often it occurs.</summary>
internal sealed class SymbolWord(int index, int[] symbols, long count)
{
    private int _length = symbols.Length;

    public void AddPairs(PairCounts pairs)
    {
        for (var i = 1; i < _length; i++) pairs.Add(symbols[i - 1], symbols[i], count, index);
    }

    /// <summary>Puts one symbol in the place of each occurrence of a pair, from left to right, and counts its new neighbours.</summary>
    public void Join(SymbolPair pair, int joined, PairCounts pairs)
    {
        var kept = 0;
        for (var i = 0; i < _length; i++)
        {
            if (i + 1 == _length || symbols[i] != pair.Left || symbols[i + 1] != pair.Right)
            {
                symbols[kept++] = symbols[i];
                continue;
            }
            if (kept > 0)
            {
                pairs.Remove(symbols[kept - 1], pair.Left, count);
                pairs.Add(symbols[kept - 1], joined, count, index);
            }
            if (i + 2 < _length)
            {
                pairs.Remove(pair.Right, symbols[i + 2], count);
                pairs.Add(joined, symbols[i + 2], count, index);
            }
            symbols[kept++] = joined;
            i++;
        }
        _length = kept;
    }
}
