namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Reads the tables of words and phrasings that come with this room: lines under names in brackets, remarks after <c>#</c>.
/// </summary>
internal static class WordLists
{
    /// <summary>The lines of each part of an embedded file; what stands before the first name is the part without one.</summary>
    public static Dictionary<string, List<string>> Read(string name)
    {
        using var resource = typeof(WordLists).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        var part = new List<string>();
        var parts = new Dictionary<string, List<string>> { [""] = part };
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line is ['[', .. var named, ']']) parts[named] = part = [];
            else part.Add(line);
        }
        return parts;
    }

    /// <summary>The words of a part, which stand in lines with spaces between.</summary>
    public static IEnumerable<string> Words(this IEnumerable<string> lines) => lines.SelectMany(line => line.Split(' '));
}
