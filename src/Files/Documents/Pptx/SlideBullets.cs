using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Drawing;
using Shape = DocumentFormat.OpenXml.Presentation.Shape;

namespace Rag.Files.Documents.Pptx;

/// <summary>Finds and counts the bullets and numbers before the paragraphs of one shape.</summary>
internal sealed class SlideBullets(Shape shape, Placeholders placeholders)
{
    private const int Depths = 9;

    private readonly int[] _counts = new int[Depths];

    /// <summary>What stands before the next paragraph; null if it is no item of a list.</summary>
    public string? Next(Paragraph paragraph)
    {
        var depth = Math.Clamp(paragraph.ParagraphProperties?.Level?.Value ?? 0, 0, Depths - 1);
        var bullet = Sources(paragraph, depth).Select(Bullet).FirstOrDefault(found => found is not null);
        Array.Clear(_counts, depth + 1, Depths - depth - 1);
        if (bullet is not AutoNumberedBullet numbered)
        {
            _counts[depth] = 0;
            return bullet is null or NoBullet ? null : "•";
        }
        _counts[depth]++;
        return Number(numbered.Type?.InnerText ?? "arabicPeriod", _counts[depth] - 1 + (numbered.StartAt?.Value ?? 1));
    }

    /// <summary>What may say which bullet a paragraph has, its own properties first.</summary>
    private IEnumerable<OpenXmlElement?> Sources(Paragraph paragraph, int depth)
    {
        var level = $"lvl{depth + 1}pPr";
        yield return paragraph.ParagraphProperties;
        foreach (var ancestor in placeholders.Chain(shape)) yield return Level(ancestor.TextBody?.ListStyle, level);
        if (Placeholders.Of(shape) is { } place && Placeholders.IsBody(place)) yield return Level(placeholders.BodyStyle, level);
    }

    private static OpenXmlElement? Level(OpenXmlElement? style, string name) =>
        style?.ChildElements.FirstOrDefault(child => child.LocalName == name);

    private static OpenXmlElement? Bullet(OpenXmlElement? properties) =>
        properties?.ChildElements.FirstOrDefault(child => child is NoBullet or CharacterBullet or AutoNumberedBullet or PictureBullet);

    /// <summary>A number in a scheme such as "romanLcParenR": its digits and what stands around them.</summary>
    private static string Number(string scheme, int number)
    {
        var digits = scheme switch
        {
            ['a', 'l', 'p', 'h', 'a', 'L', ..] => Numerals.Letters(number).ToLowerInvariant(),
            ['a', 'l', 'p', 'h', 'a', ..] => Numerals.Letters(number),
            ['r', 'o', 'm', 'a', 'n', 'L', ..] => Numerals.Roman(number).ToLowerInvariant(),
            ['r', 'o', 'm', 'a', 'n', ..] => Numerals.Roman(number),
            _ => Numerals.Decimal(number),
        };
        return scheme.EndsWith("Both", StringComparison.Ordinal) ? $"({digits})"
            : scheme.EndsWith("ParenR", StringComparison.Ordinal) ? $"{digits})"
            : scheme.EndsWith("Plain", StringComparison.Ordinal) ? digits : $"{digits}.";
    }
}
