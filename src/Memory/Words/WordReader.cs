namespace Rag.Memory.Words;

/// <summary>A cursor over the words of a text; see <see cref="WordTokenizer"/>.</summary>
/// <param name="text">What to read.</param>
/// <param name="buffer">Room for the current word: <see cref="LongestWord"/> characters.</param>
/// <param name="stemming">Whether English endings are stripped.</param>
internal ref struct WordReader(ReadOnlySpan<char> text, Span<char> buffer, bool stemming)
{
    /// <summary>Characters of a word that count; what follows in a longer one (a hash, a base64 block) does not.</summary>
    public const int LongestWord = 64;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _buffer = buffer;
    private int _next;
    private int _length;
    private bool _pairNext;

    public int Start { get; private set; }

    public int End { get; private set; }

    public readonly ReadOnlySpan<char> Word => _buffer[.._length];

    public bool Read()
    {
        while (_next < _text.Length)
        {
            var character = Character.At(_text, _next);
            if (character.Kind == CharacterKind.Syllable)
                ReadSyllable(character);
            else if (character.Kind == CharacterKind.Letter)
                ReadWord();
            else
            {
                _next = character.End;
                continue;
            }
            if (_length > 0) return true;
        }
        return false;
    }

    // The syllable itself, and at the next call its pair with the syllable that follows.
    private void ReadSyllable(Character first)
    {
        (Start, End, _length) = (first.Start, first.End, 0);
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
        (Start, _length) = (_next, 0);
        while (true)
        {
            var character = Character.At(_text, _next);
            if (character.Kind == CharacterKind.Letter)
                Append(character);
            else if (character.Kind == CharacterKind.Apostrophe
                && Character.At(_text, character.End).Kind == CharacterKind.Letter)
                Append('\'');
            else
                break;
            _next = character.End;
        }
        End = _next;
        if (stemming) _length = EnglishEndings.Strip(_buffer[.._length]);
    }

    private void Append(Character character)
    {
        if (character.Ascii != 0)
            Append(character.Ascii);
        else
        {
            foreach (var folded in Folding.Fold(_text[character.Start..character.End])) Append(folded);
        }
    }

    private void Append(char folded)
    {
        if (_length < LongestWord) _buffer[_length++] = folded;
    }
}
