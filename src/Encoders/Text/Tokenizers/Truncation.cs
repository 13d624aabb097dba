using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers;

/// <summary>Which of two texts gives way.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer one, until both are equal; then both.</summary>
    LongestFirst,

    /// <summary>The first, which must be long enough.</summary>
    OnlyFirst,

    /// <summary>The second, which must be long enough.</summary>
    OnlySecond,
}

/// <summary>How an encoding is kept to a length.</summary>
/// <param name="MaxLength">The most tokens, those the post-processor adds included.</param>
/// <param name="FromLeft">Whether tokens go at the beginning of a text instead of at its end.</param>
public sealed record Truncation(
    int MaxLength, TruncationStrategy Strategy = TruncationStrategy.LongestFirst, bool FromLeft = false)
{
    internal static Truncation Read(JsonPart part) => new(
        part.Required("max_length").AsInt(0, int.MaxValue),
        part.StringOr("strategy", "LongestFirst") switch
        {
            "LongestFirst" => TruncationStrategy.LongestFirst,
            "OnlyFirst" => TruncationStrategy.OnlyFirst,
            "OnlySecond" => TruncationStrategy.OnlySecond,
            _ => throw part.Required("strategy").Bad("must be LongestFirst, OnlyFirst or OnlySecond"),
        },
        part.StringOr("direction", "Right") switch
        {
            "Right" => false,
            "Left" => true,
            _ => throw part.Required("direction").Bad("must be Right or Left"),
        });

    /// <summary>Shortens the texts so that, with <paramref name="added"/> more tokens, they fit.</summary>
    /// <exception cref="ArgumentException">The text that is to give way is absent or too short to.</exception>
    internal void Apply(List<Token> first, List<Token>? second, int added)
    {
        // A length that the added tokens alone exceed shortens nothing: so the reference, whose count wraps around.
        if (MaxLength < added) return;
        var room = MaxLength - added;
        var (a, b) = (first.Count, second?.Count ?? 0);
        if (a + b <= room) return;
        if (room == 0) (a, b) = (0, 0);
        else if (Strategy == TruncationStrategy.LongestFirst) (a, b) = second is null ? (room, 0) : Share(a, b, room);
        else if (Strategy == TruncationStrategy.OnlyFirst) a = Shorten(a, a + b - room);
        else if (second is null) throw new ArgumentException("Only the second text is to be shortened, and there is none.");
        else b = Shorten(b, a + b - room);
        Keep(first, a);
        if (second is not null) Keep(second, b);
    }

    private static (int First, int Second) Share(int a, int b, int room)
    {
        var (shorter, longer) = (Math.Min(a, b), Math.Max(a, b));
        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room) (shorter, longer) = (room / 2, room / 2 + room % 2);
        return a <= b ? (shorter, longer) : (longer, shorter);
    }

    private static int Shorten(int count, int excess) => count > excess
        ? count - excess
        : throw new ArgumentException($"{excess} tokens have to go, and the text that is to be shortened has {count}.");

    private void Keep(List<Token> tokens, int count)
    {
        if (tokens.Count > count) tokens.RemoveRange(FromLeft ? 0 : count, tokens.Count - count);
    }
}
