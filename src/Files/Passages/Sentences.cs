using System.Buffers;
using System.Collections.Frozen;

namespace Rag.Files.Passages;

/// <summary>
/// Finds the sentences of a text. A sentence ends after . ! ? or 。！？； or the marks of other scripts and the quotes and
/// brackets that close there, at a blank line, and before a list item or a table row. Abbreviations are known in English,
/// German, French and Spanish, ordinals in German.
/// </summary>
public static class Sentences
{
    private const string Closers = "\"'”’)]}»›」』】》〉）］*_";

    // Never the last word of a sentence: titles, and Latin that introduces something.
    private static readonly FrozenSet<string> _neverLast = Set(
        "mr mrs ms messrs mme mlle dr prof rev hon st ste gen col maj capt cmdr lt sgt gov sen rep pres supt mt ft "
        + "vs viz cf e.g i.e eg ie fig figs eq eqs tab ref refs approx ca esp incl resp "
        + "z.b d.h u.a v.a s.o s.u bzw vgl hrsg abb ggf evtl bspw inkl zzgl sog dipl ing p.ex env sra srta dña ud uds");

    // Abbreviations only before a number or an initial: "No. 5", "p. 12", "Jan. 3".
    private static readonly FrozenSet<string> _beforeNumber = Set(
        "no nos nr núm pág págs art vol vols p pp ch chap sec sect art par para app pl v tel ext "
        + "jan feb mar apr jun jul aug sep sept oct nov dec");

    // Abbreviations that end a sentence only where the next word is one that begins sentences.
    private static readonly FrozenSet<string> _seldomLast = Set(
        "jr sr esq inc ltd co corp bros dept univ assn ave blvd rd etc al ed eds est a.m p.m u.s u.k u.n u.s.a d.c "
        + "b.c a.d ph.d m.d b.a m.a jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun");

    private static readonly FrozenSet<string> _beginners = Set(
        "the a an this that these those it he she they we i you his her their its our my there here in on at by for "
        + "from with to of as but and or so yet if when while after before since because although though however then "
        + "thus therefore what who how why where all some many most no not now one two both each every another such");

    // A number with a dot after one of these, or before a month, is a German ordinal: "am 3. Oktober", "im 19. Jahrhundert".
    private static readonly FrozenSet<string> _beforeOrdinal = Set(
        "am im vom zum beim ab bis seit der die das den dem des ein eine einem einen einer eines jeder jede jedes dieser zur");

    private static readonly FrozenSet<string> _germanMonths = Set(
        "januar jänner februar märz april mai juni juli august september oktober november dezember");

    private static readonly SearchValues<char> _romanDigits = SearchValues.Create("IVXLCM");

    /// <summary>The sentences of a text, in order, without the white space around them.</summary>
    public static IReadOnlyList<TextSpan> Find(string text) => Find(text, 0, text.Length);

    /// <summary>The sentences of a part of a text. The spans count from the beginning of the whole text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the text.</exception>
    public static IReadOnlyList<TextSpan> Find(string text, int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, text.Length);
        var sentences = new List<TextSpan>();
        var sentence = start;
        for (var i = start; i < end;)
        {
            var after = EndOfSentence(text, sentence, i, end);
            if (after < 0)
            {
                i++;
                continue;
            }
            Add(text, sentence, after, sentences);
            sentence = i = after;
        }
        Add(text, sentence, end, sentences);
        return sentences;
    }

    /// <summary>Where the sentence ends if the character at <paramref name="i"/> ends it, otherwise -1.</summary>
    private static int EndOfSentence(string text, int start, int i, int end)
    {
        switch (text[i])
        {
            case '\n':
                return IsBreak(text, start, i, end) ? i + 1 : -1;
            case '。' or '！' or '？' or '；' or '．' or '।' or '॥' or '۔' or '؟' or '።' or '։':
                return SkipClosers(text, SkipMarks(text, i, end), end);
            case '…':
                var afterEllipsis = SkipMarks(text, i, end);
                var closed = SkipClosers(text, afterEllipsis, end);
                return closed > afterEllipsis || closed == end || text[closed] is '\n' or '\r'
                    || (char.IsWhiteSpace(text[closed]) && BeginsUpper(text, closed, end)) ? closed : -1;
            case '.' or '!' or '?':
                return EndOfWesternSentence(text, start, i, end);
            default:
                return -1;
        }
    }

    private static int EndOfWesternSentence(string text, int start, int i, int end)
    {
        var marks = SkipMarks(text, i, end);
        var after = SkipFootnote(text, SkipClosers(text, marks, end), end);
        if (after < end && !char.IsWhiteSpace(text[after]) && !Cjk.IsHan(text[after])) return -1;
        var next = after;
        while (next < end && char.IsWhiteSpace(text[next])) next++;
        if (next == end) return after;
        if (char.IsLower(text[next]) || text[next] is ',' or ';' or ':') return -1;
        return text[i] == '.' && marks == i + 1 && after == marks && IsAbbreviation(text, start, i, next, end) ? -1 : after;
    }

    private static bool IsAbbreviation(string text, int start, int dot, int next, int end)
    {
        var word = dot;
        while (word > start && (char.IsLetterOrDigit(text[word - 1]) || IsInnerDot(text, word - 1, start))) word--;
        var name = text.AsSpan(word, dot - word);
        if (name.IsEmpty || name.Length > 8) return false;
        var first = word;
        while (first > start && char.IsWhiteSpace(text[first - 1])) first--;
        if (first == start && name.Length <= 3 && (!name.ContainsAnyExceptInRange('0', '9') || name.Length == 1)) return true;
        if (Contains(_neverLast, name) || IsOrdinal(text, name, first, next, end)) return true;
        if (Contains(_beforeNumber, name) && (char.IsAsciiDigit(text[next]) || IsRoman(text, next, end))) return true;
        var isInitial = name.Length == 1 && char.IsLetter(name[0]);
        return (isInitial || Contains(_seldomLast, name)) && !Contains(_beginners, WordAt(text, next, end));
    }

    private static bool IsOrdinal(string text, ReadOnlySpan<char> number, int before, int next, int end)
    {
        if (number.Length > 2 || number.ContainsAnyExceptInRange('0', '9')) return false;
        var start = before;
        while (start > 0 && char.IsLetter(text[start - 1])) start--;
        return Contains(_beforeOrdinal, text.AsSpan(start, before - start)) || Contains(_germanMonths, WordAt(text, next, end));
    }

    private static bool IsInnerDot(string text, int i, int start) => text[i] == '.' && i > start && char.IsLetter(text[i - 1]);

    /// <summary>Whether a newline ends a sentence: before a blank line, and between the rows of a list or a table.</summary>
    private static bool IsBreak(string text, int start, int i, int end)
    {
        var next = i + 1;
        while (next < end && text[next] is ' ' or '\t' or '\r') next++;
        if (next >= end || text[next] == '\n') return true;
        var lineEnd = text.AsSpan(next, end - next).IndexOf('\n');
        var line = lineEnd < 0 ? text.AsSpan(next, end - next) : text.AsSpan(next, lineEnd);
        if (line.Length > 2 && (BeginsItem(line) || IsNumbered(line))) return true;
        var lineStart = text.AsSpan(start, i - start).LastIndexOf('\n') + 1 + start;
        return text.AsSpan(lineStart, i - lineStart).Contains(" | ", StringComparison.Ordinal)
            || line.Contains(" | ", StringComparison.Ordinal);
    }

    /// <summary>Whether a line begins with a marker, and not with emphasis, a sign or the next line of a quote.</summary>
    private static bool BeginsItem(ReadOnlySpan<char> line) =>
        line[0] is '|' or '•' || (line[0] == '#' && line.TrimStart('#') is [' ', ..]) || ("-*+".Contains(line[0]) && line[1] == ' ');

    private static bool IsNumbered(ReadOnlySpan<char> line)
    {
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and <= 3 && digits + 1 < line.Length && line[digits] is '.' or ')' && line[digits + 1] == ' ';
    }

    private static int SkipMarks(string text, int i, int end)
    {
        while (i < end && text[i] is '.' or '!' or '?' or '。' or '！' or '？' or '；' or '…' or '．' or '।' or '॥' or '۔' or '؟' or '።' or '։') i++;
        return i;
    }

    private static int SkipClosers(string text, int i, int end)
    {
        while (i < end && Closers.Contains(text[i])) i++;
        return i;
    }

    /// <summary>A reference such as [12] belongs to the sentence before it.</summary>
    private static int SkipFootnote(string text, int i, int end)
    {
        while (i + 2 < end && text[i] == '[')
        {
            var digits = text.AsSpan(i + 1, Math.Min(5, end - i - 1)).IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || text[i + 1 + digits] != ']') return i;
            i += digits + 2;
        }
        return i;
    }

    private static bool BeginsUpper(string text, int i, int end)
    {
        while (i < end && (char.IsWhiteSpace(text[i]) || text[i] is '"' or '“' or '\'' or '‘' or '(')) i++;
        return i < end && (char.IsUpper(text[i]) || Cjk.IsHan(text[i]));
    }

    private static bool IsRoman(string text, int i, int end)
    {
        var word = WordAt(text, i, end);
        return !word.IsEmpty && word.IndexOfAnyExcept(_romanDigits) < 0;
    }

    private static ReadOnlySpan<char> WordAt(string text, int i, int end)
    {
        while (i < end && !char.IsLetterOrDigit(text[i])) i++;
        var start = i;
        while (i < end && char.IsLetterOrDigit(text[i])) i++;
        return text.AsSpan(start, i - start);
    }

    private static bool Contains(FrozenSet<string> words, ReadOnlySpan<char> word) =>
        words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static void Add(string text, int start, int end, List<TextSpan> sentences)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (start == end) return;
        if (sentences.Count > 0 && IsRest(text, sentences[^1].End, start, end))
            sentences[^1] = sentences[^1] with { End = end };
        else
            sentences.Add(new TextSpan(start, end));
    }

    /// <summary>Whether nothing but marks is left of a line, which are no sentence.</summary>
    private static bool IsRest(string text, int before, int start, int end)
    {
        foreach (var c in text.AsSpan(start, end - start))
        {
            if (char.IsLetterOrDigit(c)) return false;
        }
        return !text.AsSpan(before, start - before).Contains('\n');
    }
}
