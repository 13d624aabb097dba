namespace Rag.Memory.Words;

/// <summary>A normalised word and the characters [Start, End) it was read from.</summary>
/// <param name="Text">Folded and, where the tokenizer does that, stemmed.</param>
/// <param name="Start">First UTF-16 unit in the text.</param>
/// <param name="End">UTF-16 unit after the last.</param>
public readonly record struct Word(string Text, int Start, int End)
{
    /// <summary>What it is read from.</summary>
    public WordForm Form { get; init; }
}

/// <summary>What a word is read from. A text's length is counted in the plain ones; the others stand beside them.</summary>
public enum WordForm
{
    /// <summary>A run of letters and digits; a character, or two, of a script without spaces.</summary>
    Plain,

    /// <summary>Several of them with the signs between them: a version, an address, a file name.</summary>
    Joined,

    /// <summary>One with the signs before or after it: <c>C#</c>, <c>--dry-run</c>, <c>.NET</c>.</summary>
    WithSigns,

    /// <summary>A part of one that changes between small and capital letters, or letters and digits.</summary>
    Part,
}

/// <summary>By what rules text becomes words. A segment names those it was indexed by, and is searched by them.</summary>
public enum WordRules
{
    /// <summary>Plain words alone, Chinese as it is written.</summary>
    Plain = 1,

    /// <summary>All forms of words; traditional Chinese is made simplified.</summary>
    AllForms = 2,
}
