using Rag.Files;

namespace Rag.Engine.Caption;

/// <summary>What a caption may go on with. Without such rules captions of few words go in circles: "a red shirt and a white shirt and a red shirt".</summary>
internal sealed class WritingRules(Lexicon lexicon, int leastWords)
{
    /// <summary>Whether a word may follow: a caption has some words before it ends, no pair of words twice, no content word twice.</summary>
    public bool Allows(IReadOnlyList<int> before, int next)
    {
        if (next == CaptionVocabulary.End) return before.Count >= leastWords;
        if (!CaptionVocabulary.IsWord(next)) return false;
        if (before is not [.., var last]) return true;
        if (last == next && !Cjk.IsHan(lexicon.Word(next)[0])) return false;
        for (var i = 0; i + 1 < before.Count; i++)
        {
            if (before[i] == last && before[i + 1] == next) return false;
        }
        return !before.Contains(next) || !CaptionWords.IsContent(lexicon.Word(next));
    }
}
