namespace Rag.Files;

/// <summary>Tells the characters of Chinese and Japanese, which are written without spaces.</summary>
public static class Cjk
{
    /// <summary>Whether it is a Han character or kana, and so counts as a part of a word.</summary>
    public static bool IsHan(char c) =>
        c is (>= '\u3041' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    /// <summary>Whether no space stands before or after it: a Han character, kana or their punctuation.</summary>
    public static bool IsUnspaced(char c) => IsHan(c) || c is (>= '\u3000' and <= '\u303F') or (>= '\uFF00' and <= '\uFF65');
}
