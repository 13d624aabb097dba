using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Normalization;

namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>SentencePiece's: spaces become a visible sign that begins each word, also the first one.</summary>
internal sealed class Metaspace(char sign, Metaspace.Prefix prefix, bool split) : IPreTokenizer
{
    /// <summary>Where a sign is put before a text that does not begin with one.</summary>
    internal enum Prefix
    {
        Never,
        First,
        Always,
    }

    public static Metaspace Read(JsonPart part) => new(ReadSign(part), ReadPrefix(part), part.BoolOr("split", true));

    public static char ReadSign(JsonPart part)
    {
        var sign = part.StringOr("replacement", "\u2581");
        return sign.Length == 1 ? sign[0] : throw part.Required("replacement").Bad("must be one character");
    }

    public static Prefix ReadPrefix(JsonPart part) => part.Optional("prepend_scheme")?.AsString() switch
    {
        "always" => Prefix.Always,
        "first" => Prefix.First,
        "never" => Prefix.Never,
        null => part.BoolOr("add_prefix_space", true) ? Prefix.Always : Prefix.Never,
        _ => throw part.Required("prepend_scheme").Bad("must be always, first or never"),
    };

    public Pieces Cut(Pieces pieces)
    {
        var result = pieces.Text.Successor(pieces.Text.Length);
        var ranges = new List<(int, int)>();
        foreach (var (start, end) in pieces.Ranges)
        {
            var word = result.Length;
            AppendWithSigns(pieces.Text, start, end, result);
            for (var i = word + 1; split && i < result.Length; i++)
            {
                if (result.Chars[i] != sign) continue;
                ranges.Add((word, i));
                word = i;
            }
            ranges.Add((word, result.Length));
        }
        return new Pieces(result, ranges);
    }

    private void AppendWithSigns(AlignedText text, int from, int to, AlignedText result)
    {
        var isPrefixed = prefix == Prefix.Always || (prefix == Prefix.First && text.OriginalRange(from, from + 1).Start == 0);
        if (isPrefixed && text.Chars[from] != ' ' && text.Chars[from] != sign)
        {
            text = Prepend.PrependTo(text, from, to, sign.ToString());
            (from, to) = (0, text.Length);
        }
        while (from < to)
        {
            var space = text.Chars[from..to].IndexOf(' ');
            result.Append(text, from, space < 0 ? to : from + space);
            if (space < 0) return;
            from += space + 1;
            var place = text.OriginalRange(from - 1, from);
            result.Append(sign, place.Start, place.End);
        }
    }
}
