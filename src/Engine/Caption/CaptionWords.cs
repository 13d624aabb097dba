using System.Text;
using Rag.Files;

namespace Rag.Engine.Caption;

/// <summary>
/// A caption as its words: runs of letters and digits in lower case, punctuation left out (also within a word: "t-shirt" is tshirt), each Chinese
/// character a word of its own. Captions are written, compared and scored so.
/// </summary>
public static class CaptionWords
{
    private static readonly HashSet<string> _function = [.. """
        a an the and or but of in on at to from by for with without into onto over under above below behind between beside near next through across
        along around against toward towards up down off out outside inside is are was be being been has have having it its he his she her him they
        their them this that these those who which while as one two three four there other another some
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The words of a caption, in their order.</summary>
    public static string[] Of(string caption)
    {
        var words = new List<string>();
        var run = new StringBuilder();
        foreach (var c in caption)
        {
            if (Cjk.IsHan(c))
            {
                Finish();
                words.Add(c.ToString());
            }
            else if (char.IsLetterOrDigit(c)) run.Append(char.ToLowerInvariant(c));
            else if (char.IsWhiteSpace(c)) Finish();
        }
        Finish();
        return [.. words];

        void Finish()
        {
            if (run.Length > 0) words.Add(run.ToString());
            run.Clear();
        }
    }

    /// <summary>The caption of these words: spaces between them, but for those beside a Chinese character.</summary>
    public static string Join(IReadOnlyList<string> words)
    {
        var text = new StringBuilder();
        foreach (var (i, word) in words.Index())
        {
            if (i > 0 && !Cjk.IsHan(word[0]) && !Cjk.IsHan(words[i - 1][^1])) text.Append(' ');
            text.Append(word);
        }
        return text.ToString();
    }

    /// <summary>Whether a word says by itself what is seen, and so stands in a caption once: no function word, no single character.</summary>
    public static bool IsContent(string word) => !Cjk.IsHan(word[0]) && !_function.Contains(word);
}
