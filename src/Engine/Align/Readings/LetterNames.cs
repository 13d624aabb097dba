namespace Rag.Engine.Align.Readings;

/// <summary>The names of the letters, spelt as they sound.</summary>
internal static class LetterNames
{
    private static readonly string[] _names =
    [
        "ay", "bee", "see", "dee", "ee", "eff", "gee", "aitch", "eye", "jay", "kay", "ell", "em", "en", "oh", "pee", "cue", "ar", "ess", "tee", "you", "vee",
        "double you", "ex", "why", "zee",
    ];

    /// <summary>The names of a letter, the likeliest first.</summary>
    /// <param name="letter">a-z or A-Z.</param>
    public static IReadOnlyList<string> Of(char letter) => char.ToLowerInvariant(letter) switch
    {
        'z' => ["zee", "zed"],
        var small => [_names[small - 'a']],
    };

    /// <summary>A word letter by letter: three of one kind as such, as in "triple you", too.</summary>
    public static IReadOnlyList<string> Spell(string letters) => letters.Equals("www", StringComparison.OrdinalIgnoreCase)
        ? ["double you double you double you", "triple double you", "dub dub dub"]
        : ReadingList.Cross(letters.Where(char.IsAsciiLetter).Select(Of));
}
