using Rag.Encoders.DataSets;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Text.Training;

/// <summary>
/// Where the characters begin: with the rows whose mean over a word's characters comes nearest to the mean row of the pieces of
/// its English glosses (least squares over the dictionary, by stochastic steps).
/// </summary>
internal static class GlossRows
{
    private const int Passes = 12, Glosses = 2, ShortestPiece = 3;
    private const float Rate = 0.15f;

    /// <param name="table">The encoder's word table, (vocabulary, width) row after row.</param>
    /// <param name="ids">The characters' ids.</param>
    /// <param name="random">Of the order of words.</param>
    /// <returns>Rows of the characters that the dictionary has, by id.</returns>
    public static Dictionary<int, float[]> Of(
        IEnumerable<DictionaryEntry> dictionary, Tokenizer tokenizer, float[] table, int width, IReadOnlySet<int> ids, Random random)
    {
        var rows = new Dictionary<int, float[]>();
        var words = dictionary.SelectMany(entry => Words(entry, tokenizer, table, width, ids)).ToArray();
        foreach (var id in words.SelectMany(word => word.Characters)) rows.TryAdd(id, new float[width]);
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(words);
            foreach (var (characters, meaning) in words)
            {
                var own = characters.Select(id => rows[id]).ToArray();
                for (var i = 0; i < width; i++)
                {
                    var sum = 0f;
                    foreach (var row in own) sum += row[i];
                    var change = Rate * (meaning[i] - (sum / own.Length));
                    foreach (var row in own) row[i] += change;
                }
            }
        }
        return rows;
    }

    private static IEnumerable<(int[] Characters, float[] Meaning)> Words(
        DictionaryEntry entry, Tokenizer tokenizer, float[] table, int width, IReadOnlySet<int> ids)
    {
        int[] pieces =
        [
            .. entry.Glosses.Take(Glosses).SelectMany(gloss => tokenizer.Encode(gloss, addSpecialTokens: false).Ids)
                .Where(id => tokenizer.TokenOf(id) is { Length: >= ShortestPiece } piece && char.IsAsciiLetter(piece[^1])),
        ];
        if (pieces.Length == 0) yield break;
        var meaning = new float[width];
        foreach (var id in pieces)
        {
            for (var i = 0; i < width; i++) meaning[i] += table[(id * width) + i] / pieces.Length;
        }
        foreach (var form in new[] { entry.Simplified, entry.Traditional }.Distinct())
        {
            var characters = form.Select(c => tokenizer.IdOf(c.ToString()) ?? -1).ToArray();
            if (characters.All(ids.Contains)) yield return (characters, meaning);
        }
    }
}
