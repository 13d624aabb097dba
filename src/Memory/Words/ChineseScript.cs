namespace Rag.Memory.Words;

/// <summary>
/// Makes traditional Chinese characters simplified ones, so that either script finds the other. It looks at single characters: of two that
/// simplified texts write the same way it makes one.
/// </summary>
public static class ChineseScript
{
    private const char First = '\u3400', Last = '\uFAFF'; // Han lies between

    private static readonly char[] _table = ReadTable();

    /// <summary>A text of the same length, in which every character stands where it stood.</summary>
    public static string Simplify(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var character in text)
        {
            if (Simplify(character) != character) return string.Create(text.Length, text, static (simplified, text) =>
            {
                for (var i = 0; i < text.Length; i++) simplified[i] = Simplify(text[i]);
            });
        }
        return text;
    }

    /// <summary>The simplified form of a character; itself where it has none.</summary>
    internal static char Simplify(char character) => character is >= First and <= Last ? _table[character - First] : character;

    private static char[] ReadTable()
    {
        using var resource = typeof(ChineseScript).Assembly.GetManifestResourceStream("Simplified.txt")!;
        using var reader = new StreamReader(resource);
        var table = new char[Last - First + 1];
        for (var i = 0; i < table.Length; i++) table[i] = (char)(First + i);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            foreach (var traditional in line.AsSpan(1))
            {
                if (traditional != ' ') table[traditional - First] = line[0];
            }
        }
        return table;
    }
}
