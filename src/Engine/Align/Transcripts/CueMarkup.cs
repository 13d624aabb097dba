using System.Net;
using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Transcripts;

/// <summary>Takes from a subtitle what nobody says: tags, positions, who speaks, sounds in brackets, notes of music.</summary>
internal static partial class CueMarkup
{
    /// <summary>What is said, on one line.</summary>
    public static string Strip(IEnumerable<string> lines) => string.Join(' ', lines.Select(Line).Where(line => line.Length > 0));

    private static string Line(string line)
    {
        var plain = WebUtility.HtmlDecode(Tag().Replace(Override().Replace(line, ""), ""));
        plain = Music().Replace(Sound().Replace(plain, " "), " ").Trim();
        if (Aside().IsMatch(plain)) return "";
        return Speaker().Replace(plain, "").Trim();
    }

    /// <summary>&lt;i&gt;, &lt;font color="red"&gt;, &lt;v Ann&gt;, &lt;c.loud&gt;, &lt;00:00:01.500&gt;; not "1 &lt; 2", and no word in angles.</summary>
    [GeneratedRegex(@"</?(?:b|i|u|s|v|c|p|em|rt|br|div|font|lang|ruby|span|strong)(?:[.\s][^<>]*)?/?>|<[0-9:.]+>|</?>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    /// <summary>{\an8} and other overrides of SubStation Alpha, {y:i} of MicroDVD.</summary>
    [GeneratedRegex(@"\{\\[^{}]*\}|\{[A-Za-z]:[^{}]*\}|\\[Nnh](?=\S|$)")]
    private static partial Regex Override();

    [GeneratedRegex(@"\[[^\[\]]*\]")]
    private static partial Regex Sound();

    [GeneratedRegex("[♪♫♩♬]")]
    private static partial Regex Music();

    /// <summary>A line that is nothing but what stands in brackets: (laughter).</summary>
    [GeneratedRegex(@"^[-–—]?\s*\([^()]*\)\s*$")]
    private static partial Regex Aside();

    /// <summary>&gt;&gt; of captions, and names in capitals with a colon: "&gt;&gt; DR. GREY: Hello".</summary>
    [GeneratedRegex(@"^(?:>>+\s*)?(?:[-–—]\s*)?(?:[A-Z][A-Z.'0-9-]+(?: [A-Z.'0-9-]+){0,3}:\s+)?")]
    private static partial Regex Speaker();
}
