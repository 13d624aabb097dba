using System.Runtime.CompilerServices;

namespace Rag.Memory.Words;

/// <summary>A word's characters [Start, End), and how closely the next one is bound to it.</summary>
internal record struct WordPlace(int Start, int End, Binding Next);

/// <summary>A form and its characters [Start, End).</summary>
internal readonly record struct FormPlace(WordForm Form, int Start, int End);

/// <summary>How closely a sign binds the words at its sides.</summary>
internal enum Binding
{
    /// <summary>Within a version, a domain, a file's name: <c>. _ &amp;</c>.</summary>
    Tight,

    /// <summary>Within a date, a package, an option: <c>- +</c>.</summary>
    Middle,

    /// <summary>Within a path, an address, a qualified name: <c>/ : @ #</c>, <c>::</c>, <c>-></c>.</summary>
    Loose,

    /// <summary>Nothing binds them.</summary>
    None,
}

/// <summary>
/// Words with single signs between them, or with signs before or after them, and the forms that are indexed of them: at each word what
/// begins there, from the longest to the shortest. Signs bind more or less closely, and what each kind holds together is a form of its own:
/// <c>src/app.config.json</c> is found by <c>app.config.json</c> too. Hyphens and slashes between words of letters join nothing: a compound
/// of ordinary words is looked for by its parts. Nor do small initials, as in <c>i.e.</c>, which sentences of any subject have.
/// </summary>
internal struct Compound
{
    private const int MostWords = 16;
    private const int FirstPart = 6; // after the other forms of a word

    private WordPlaces _words;
    private int _count;
    private int _word; // at which forms are being given
    private int _step; // which forms of it have been
    private int _signsBefore; // UTF-16 units before the first word
    private int _signsAfter; // and after the last

    /// <summary>Where it ends, the signs after it included.</summary>
    public readonly int End => _words[_count - 1].End + _signsAfter;

    /// <summary>Reads on from a word; false where it is one without signs or parts.</summary>
    public bool Begin(ReadOnlySpan<char> text, int start, int end)
    {
        _signsBefore = SignsBefore(text, start, end);
        _words[0] = new WordPlace(start, end, Binding.None);
        _count = 1;
        while (_count < MostWords && BindingAt(text, _words[_count - 1].End, out var next) is var binding and not Binding.None)
        {
            _words[_count - 1].Next = binding;
            _words[_count++] = new WordPlace(next, WordReader.EndOfWord(text, next), Binding.None);
        }
        _signsAfter = SignsAfter(text, _words[_count - 1].End);
        (_word, _step) = (0, 0);
        return _count > 1 || _signsBefore + _signsAfter > 0 || WordParts.AreIn(text[start..end]);
    }

    /// <summary>The next form; false after the last one.</summary>
    public bool Next(ReadOnlySpan<char> text, out FormPlace form)
    {
        while (_word < _count)
        {
            var step = _step++;
            if (At(text, step) is { } found)
            {
                form = found;
                return true;
            }
            if (step >= FirstPart) (_word, _step) = (_word + 1, 0);
        }
        form = default;
        return false;
    }

    private readonly FormPlace? At(ReadOnlySpan<char> text, int step)
    {
        var (start, end, _) = _words[_word];
        return step switch
        {
            0 => _word == 0 && _signsBefore > 0
                ? new FormPlace(WordForm.WithSigns, start - _signsBefore, _words[Last(Binding.Middle)].End)
                : null,
            1 => Joined(text, Binding.Loose),
            2 => Joined(text, Binding.Middle),
            3 => Joined(text, Binding.Tight),
            4 => new FormPlace(WordForm.Plain, start, end),
            5 => _word == _count - 1 && _signsAfter > 0 ? new FormPlace(WordForm.WithSigns, start, End) : null,
            _ => WordParts.At(text[start..end], step - FirstPart) is (var from, var to)
                ? new FormPlace(WordForm.Part, start + from, start + to)
                : null,
        };
    }

    private readonly int Last(Binding closest)
    {
        var last = _word;
        while (_words[last].Next <= closest) last++;
        return last;
    }

    private readonly FormPlace? Joined(ReadOnlySpan<char> text, Binding binding)
    {
        if (_word > 0 && _words[_word - 1].Next <= binding) return null;
        var last = Last(binding);
        var (isOthers, isCode, isInitials) = (true, false, true);
        for (var i = _word; i < last; i++)
        {
            isOthers &= _words[i].Next != binding;
            isCode |= text[_words[i].End] is not ('-' or '/');
            isInitials &= _words[i].End - _words[i].Start == 1 && char.IsLower(text[_words[i].Start]) && text[_words[i].End] == '.';
        }
        var (start, end) = (_words[_word].Start, _words[last].End);
        if (isOthers || end - start > WordReader.LongestWord) return null;
        return isCode && !isInitials || text[start..end].ContainsAnyInRange('0', '9') ? new FormPlace(WordForm.Joined, start, end) : null;
    }

    private static Binding BindingAt(ReadOnlySpan<char> text, int place, out int next)
    {
        next = place + 1;
        if (next >= text.Length) return Binding.None;
        var binding = text[place] switch
        {
            '.' or '_' or '&' => Binding.Tight,
            '-' or '+' => Binding.Middle,
            '/' or ':' or '@' or '#' => Binding.Loose,
            _ => Binding.None,
        };
        if (binding == Binding.None) return binding;
        if (text[place..].StartsWith("::") || text[place..].StartsWith("->")) (binding, next) = (Binding.Loose, place + 2);
        return Character.At(text, next).Kind == CharacterKind.Letter ? binding : Binding.None;
    }

    // -v, -40, --all, @user, #tag, $HOME, .NET; after a space or an opening sign, else they belong to what stands before them. One
    // hyphen before a whole word is a dash.
    private static int SignsBefore(ReadOnlySpan<char> text, int start, int end)
    {
        var signs = start > 0 && text[start - 1] is '-' or '@' or '#' or '$' or '.' ? 1 : 0;
        if (signs == 0) return 0;
        if (text[start - 1] == '-')
        {
            if (start > 1 && text[start - 2] == '-') signs = 2;
            else if (end - start > 1 && !char.IsAsciiDigit(text[start])) return 0;
        }
        if (start == signs) return signs;
        var before = text[start - signs - 1];
        return char.IsWhiteSpace(before) || "([{<\"'`=,;|“‘（".Contains(before) ? signs : 0;
    }

    // C++, C#, 18+
    private static int SignsAfter(ReadOnlySpan<char> text, int end)
    {
        if (end >= text.Length) return 0;
        if (text[end..].StartsWith("++")) return 2;
        return text[end] is '#' or '+' ? 1 : 0;
    }

    [InlineArray(MostWords)]
    private struct WordPlaces
    {
        private WordPlace _first;
    }
}
