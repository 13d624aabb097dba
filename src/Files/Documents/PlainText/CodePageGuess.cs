using System.Collections.Frozen;
using System.Text;

namespace Rag.Files.Documents.PlainText;

/// <summary>
/// Finds the code page of bytes that are no UTF-8, by how common the characters are that each of them would make of the bytes.
/// </summary>
internal static class CodePageGuess
{
    private const int SampleBytes = 64 << 10;
    private const double Frequent = 1, Usual = 0.5, Rare = -0.3, Impossible = -2;

    // A code page, the lead bytes of its common characters, and those that make up a good part of any text.
    private sealed record Candidate(string Name, int Number, byte FirstLead, byte LastLead, FrozenSet<char> Frequent)
    {
        public Encoding Encoding { get; } = CodePagesEncodingProvider.Instance.GetEncoding(
            Number, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))!;
    }

    private const string Kana = "のにはをたがでてとしれさいるあなっりくすこらまもうんインスルトラリア、。";

    private static readonly Candidate[] _candidates =
    [
        Of("GB18030", 54936, 0xB0, 0xD7, "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后，。"),
        Of("Big5", 950, 0xA4, 0xC6, "的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後，。"),
        Of("Shift-JIS", 932, 0x88, 0x97, Kana),
        Of("EUC-JP", 51932, 0xB0, 0xCF, Kana),
        Of("EUC-KR", 51949, 0xB0, 0xC8, "이다는에의을가를한은로고하지사도자기어대서인리시나여일과"),
        Of("KOI8-R", 20866, 0, 0, "оеаинтсрвлкмдпуяыьгзбчйхжшю"),
        Of("windows-1251", 1251, 0, 0, "оеаинтсрвлкмдпуяыьгзбчйхжшю"),
        Of("windows-1252", 1252, 0, 0, "éèàùâêîôûçäöüßñáíóúåæøãõëï’“”–—…«»€"),
    ];

    /// <summary>The most likely of the code pages; null if the bytes are common text in none.</summary>
    public static (string Name, Encoding Encoding)? Find(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, SampleBytes)].ToArray();
        var best = _candidates.Select(candidate => (candidate, Score: Score(candidate, sample))).MaxBy(pair => pair.Score);
        return best.Score > 0 ? (best.candidate.Name, best.candidate.Encoding) : null;
    }

    /// <summary>How common the characters beyond ASCII are on average.</summary>
    private static double Score(Candidate candidate, byte[] sample)
    {
        var text = candidate.Encoding.GetString(sample);
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < 0x80) continue;
            sum += Commonness(candidate, text, i);
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double Commonness(Candidate candidate, string text, int i)
    {
        var c = text[i];
        if (c is '\uFFFD' || char.IsControl(c) || c is >= '\uE000' and <= '\uF8FF') return Impossible;
        if (candidate.FirstLead > 0)
        {
            if (candidate.Frequent.Contains(c)) return Frequent;
            var code = candidate.Encoding.GetBytes([c]);
            return code.Length == 2 && code[0] >= candidate.FirstLead && code[0] <= candidate.LastLead
                && (candidate.FirstLead != 0xB0 || code[1] >= 0xA1) ? Usual : Rare;
        }
        var isAmongAscii = (i > 0 && char.IsAsciiLetter(text[i - 1])) || (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1]));
        var isCyrillic = c is >= '\u0400' and <= '\u04FF';
        if (isCyrillic && isAmongAscii) return Impossible;
        if (candidate.Frequent.Contains(c)) return isCyrillic || isAmongAscii || !char.IsLetter(c) ? Frequent : Rare;
        return char.IsLetter(c) && (isCyrillic || isAmongAscii) ? 0 : Rare;
    }

    private static Candidate Of(string name, int number, byte firstLead, byte lastLead, string frequent) =>
        new(name, number, firstLead, lastLead, frequent.ToFrozenSet());
}
