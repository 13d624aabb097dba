namespace Rag.Memory.Words;

/// <summary>A cursor over the words of a text; see <see cref="WordTokenizer"/>.</summary>
/// <param name="text">What to read.</param>
/// <param name="buffer">Room for the current word: <see cref="LongestWord"/> characters.</param>
/// <param name="stemming">Whether English endings are stripped.</param>
/// <param name="rules">Which forms of words there are.</param>
internal ref struct WordReader(ReadOnlySpan<char> text, Span<char> buffer, bool stemming, WordRules rules)
{
    /// <summary>Characters of a word that count; what follows in a longer one (a hash, a base64 block) does not.</summary>
    public const int LongestWord = 64;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _buffer = buffer;
    private int _next;
    private int _length;
    private bool _pairNext;
    private bool _inCompound;
    private Compound _compound;

    public int Start { get; private set; }

    public int End { get; private set; }

    public WordForm Form { get; private set; }

    public readonly ReadOnlySpan<char> Word => _buffer[.._length];

    public bool Read()
    {
        while (_inCompound || _next < _text.Length)
        {
            if (_inCompound)
            {
                ReadForm();
            }
            else if (Character.At(_text, _next) is var character && character.Kind == CharacterKind.Syllable)
            {
                ReadSyllable(character);
            }
            else if (character.Kind == CharacterKind.Letter)
            {
                ReadWord();
            }
            else
            {
                _next = character.End;
                continue;
            }
            if (_length > 0) return true;
        }
        return false;
    }

    /// <summary>Where the word ends that begins at a letter.</summary>
    public static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        while (InWord(text, start) is { Kind: not CharacterKind.Other } character) start = character.End;
        return start;
    }

    // The syllable itself, and at the next call its pair with the syllable that follows.
    private void ReadSyllable(Character first)
    {
        (Start, End, _length, Form) = (first.Start, first.End, 0, WordForm.Plain);
        Append(first);
        var second = Character.At(_text, first.End);
        if (_pairNext)
        {
            Append(second);
            End = second.End;
        }
        _pairNext = !_pairNext && second.Kind == CharacterKind.Syllable;
        if (!_pairNext) _next = first.End;
    }

    private void ReadWord()
    {
        (Start, _length, Form) = (_next, 0, WordForm.Plain);
        while (InWord(_text, _next) is { Kind: not CharacterKind.Other } character)
        {
            Append(character);
            _next = character.End;
        }
        End = _next;
        if (rules == WordRules.Plain || !_compound.Begin(_text, Start, End))
        {
            if (stemming) _length = EnglishEndings.Strip(_buffer[.._length]);
            return;
        }
        _inCompound = true;
        _next = _compound.End;
        ReadForm();
    }

    private void ReadForm()
    {
        _length = 0;
        _inCompound = _compound.Next(_text, out var form);
        if (!_inCompound) return;
        (Form, Start, End) = (form.Form, form.Start, form.End);
        for (var place = Start; place < End;)
        {
            var character = Character.At(_text, place);
            if (character.Kind == CharacterKind.Other) Append(_text[place]);
            else Append(character);
            place = character.End;
        }
        if (stemming && Form is (WordForm.Plain or WordForm.Part)) _length = EnglishEndings.Strip(_buffer[.._length]);
    }

    // Letters, and apostrophes between them; of another kind where the word ends.
    private static Character InWord(ReadOnlySpan<char> text, int place)
    {
        var character = Character.At(text, place);
        return character.Kind == CharacterKind.Letter
            || character.Kind == CharacterKind.Apostrophe && Character.At(text, character.End).Kind == CharacterKind.Letter
            ? character
            : character with { Kind = CharacterKind.Other };
    }

    private void Append(Character character)
    {
        if (character.Ascii != 0) Append(character.Ascii);
        else if (character.Kind == CharacterKind.Apostrophe) Append('\'');
        else
        {
            foreach (var folded in Folding.Fold(_text[character.Start..character.End]))
                Append(rules == WordRules.Plain ? folded : ChineseScript.Simplify(folded));
        }
    }

    private void Append(char folded)
    {
        if (_length < LongestWord) _buffer[_length++] = folded;
    }
}
