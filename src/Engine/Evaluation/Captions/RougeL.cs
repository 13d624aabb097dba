namespace Rag.Engine.Evaluation.Captions;

/// <summary>ROUGE-L (Lin, 2004): precision and recall of the longest common subsequence, each the best over the references.</summary>
internal static class RougeL
{
    private const double Beta = 1.2; // recall counts for more

    public static double Of(JudgedCaption caption)
    {
        var common = caption.References.Select(reference => (Length: Common(caption.Words, reference), reference)).ToArray();
        var precision = common.Max(pair => (double)pair.Length / Math.Max(1, caption.Words.Length));
        var recall = common.Max(pair => (double)pair.Length / Math.Max(1, pair.reference.Length));
        return precision > 0 && recall > 0 ? (1 + (Beta * Beta)) * precision * recall / (recall + (Beta * Beta * precision)) : 0;
    }

    private static int Common(string[] one, string[] other)
    {
        var lengths = new int[other.Length + 1]; // of the longest one that ends before a word of the other
        foreach (var word in one)
        {
            var diagonal = 0;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, lengths[j]) = (lengths[j], word == other[j - 1] ? diagonal + 1 : Math.Max(lengths[j], lengths[j - 1]));
            }
        }
        return lengths[^1];
    }
}
