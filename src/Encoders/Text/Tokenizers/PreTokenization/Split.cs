using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>Cuts at what matches a pattern; inverted, at what does not.</summary>
internal sealed class Split(TextPattern pattern, Split.Behavior behavior, bool invert) : IPreTokenizer
{
    /// <summary>What becomes of that at which is cut.</summary>
    internal enum Behavior
    {
        Removed,
        Isolated,
        MergedWithPrevious,
        MergedWithNext,
        Contiguous,
    }

    public static Split Read(JsonPart part)
    {
        var behavior = part.Required("behavior");
        return new Split(
            TextPattern.Read(part.Required("pattern")),
            Enum.TryParse<Behavior>(behavior.AsString(), out var value) && value.ToString() == behavior.AsString()
                ? value
                : throw behavior.Bad($"must be one of {string.Join(", ", Enum.GetNames<Behavior>())}"),
            part.BoolOr("invert", false));
    }

    public Pieces Cut(Pieces pieces)
    {
        var ranges = new List<(int, int)>();
        foreach (var (start, end) in pieces.Ranges)
        {
            var wasCut = false;
            foreach (var (from, to, isCut) in Parts(pieces.Text.Chars[start..end]))
            {
                var joins = ranges.Count > 0 && from > 0 && behavior switch
                {
                    Behavior.MergedWithPrevious => isCut && !wasCut,
                    Behavior.MergedWithNext => !isCut && wasCut,
                    Behavior.Contiguous => isCut == wasCut,
                    _ => false,
                };
                if (joins) ranges[^1] = (ranges[^1].Item1, start + to);
                else if (!isCut || behavior != Behavior.Removed) ranges.Add((start + from, start + to));
                wasCut = isCut;
            }
        }
        return pieces with { Ranges = ranges };
    }

    private List<(int From, int To, bool IsCut)> Parts(ReadOnlySpan<char> text)
    {
        var parts = new List<(int, int, bool)>();
        var done = 0;
        foreach (var (start, end) in pattern.Matches(text))
        {
            if (done < start) parts.Add((done, start, invert));
            parts.Add((start, end, !invert));
            done = end;
        }
        if (done < text.Length) parts.Add((done, text.Length, invert));
        return parts;
    }
}
