using System.Text.RegularExpressions;

namespace Rag.Encoders.DataSets;

/// <summary>A word of CC-CEDICT, a Chinese-English dictionary.</summary>
/// <param name="Traditional">In traditional characters.</param>
/// <param name="Simplified">In simplified characters, often the same.</param>
/// <param name="Glosses">What it means, without remarks in brackets; one or more.</param>
public sealed partial record DictionaryEntry(string Traditional, string Simplified, IReadOnlyList<string> Glosses)
{
    /// <summary>Reads a <c>.u8</c> file: <c>TRADITIONAL SIMPLIFIED [pin1 yin1] /gloss/gloss/</c> a line, <c>#</c> before a remark.</summary>
    /// <remarks>Entries that only point to another word are left out.</remarks>
    /// <exception cref="DataSetException">The file cannot be read, or a line is something else.</exception>
    public static IReadOnlyList<DictionaryEntry> ReadAll(string path)
    {
        try
        {
            return
            [
                .. from line in File.ReadLines(path).Index()
                   where line.Item.Length > 0 && line.Item[0] != '#'
                   let entry = Parse(path, line.Index + 1, line.Item)
                   where entry.Glosses.Count > 0
                   select entry,
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, e.Message);
        }
    }

    private static DictionaryEntry Parse(string path, int number, string line)
    {
        var match = Line().Match(line);
        if (!match.Success) throw new DataSetException(path, $"line {number}: expected TRADITIONAL SIMPLIFIED [pin1 yin1] /gloss/gloss/");
        var glosses = match.Groups["glosses"].Value.Split('/')
            .Select(gloss => Spaces().Replace(Remark().Replace(gloss, ""), " ").Trim())
            .Where(gloss => gloss.Length > 0 && !Pointer().IsMatch(gloss));
        return new DictionaryEntry(match.Groups["traditional"].Value, match.Groups["simplified"].Value, [.. glosses]);
    }

    [GeneratedRegex(@"^(?<traditional>\S+) (?<simplified>\S+) \[[^\]]*\] /(?<glosses>.*)/\s*$")]
    private static partial Regex Line();

    [GeneratedRegex(@"\([^)]*\)|\[[^\]]*\]|[\u3400-\u9fff|]+")]
    private static partial Regex Remark();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(CL:|(old )?variant of|see( also)?\b|used in|abbr\. for|surname |Taiwan pr\.|also pr\.|also written)")]
    private static partial Regex Pointer();
}
