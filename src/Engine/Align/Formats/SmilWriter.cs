using System.Xml.Linq;
using Rag.Engine.Transcribe;

namespace Rag.Engine.Align.Formats;

/// <summary>
/// Writes the media overlay of an EPUB 3: for each segment a sequence, in it for each word the stretch of sound. The words are elements of a page,
/// NAME.xhtml, which is written apart by <see cref="Page"/>.
/// </summary>
public static class SmilWriter
{
    private const int PerSecond = 1000;

    private static readonly XNamespace _smil = "http://www.w3.org/ns/SMIL", _ops = "http://www.idpf.org/2007/ops", _page = "http://www.w3.org/1999/xhtml";

    /// <summary>The overlay. Its page and its recording are looked for beside it.</summary>
    public static string Write(Alignment alignment)
    {
        var page = Uri.EscapeDataString(Path.GetFileNameWithoutExtension(alignment.Source)) + ".xhtml";
        var sound = Uri.EscapeDataString(Path.GetFileName(alignment.Source));
        var number = 0;
        return XmlFile.Write(new XElement(
            _smil + "smil",
            new XAttribute("version", "3.0"),
            new XAttribute(XNamespace.Xmlns + "epub", _ops),
            new XElement(_smil + "body", TimedSegment.All(TimedWord.All(alignment, PerSecond)).Select(Sequence).Where(sequence => sequence.HasElements))));

        XElement Sequence(TimedSegment segment, int i) => new(
            _smil + "seq",
            new XAttribute("id", $"seq{i + 1}"),
            new XAttribute(_ops + "textref", $"{page}#s{i + 1}"),
            segment.Words.Select(Stretch).OfType<XElement>().ToList());

        XElement? Stretch(TimedWord word)
        {
            number++;
            if (!word.HasLength || word.Word.Status == WordStatus.NotInAudio) return null;
            return new XElement(
                _smil + "par",
                new XAttribute("id", $"par{number}"),
                new XElement(_smil + "text", new XAttribute("src", $"{page}#w{number}")),
                new XElement(
                    _smil + "audio",
                    new XAttribute("src", sound),
                    new XAttribute("clipBegin", SubtitleSyntax.Clock(word.Start, '.')),
                    new XAttribute("clipEnd", SubtitleSyntax.Clock(word.End, '.'))));
        }
    }

    /// <summary>The page that the overlay speaks of: a paragraph for each segment, an element for each word.</summary>
    public static string Page(Alignment alignment)
    {
        var number = 0;
        var name = XmlFile.Clean(Path.GetFileNameWithoutExtension(alignment.Source));
        return XmlFile.Write(
            new XElement(
                _page + "html",
                new XElement(_page + "head", new XElement(_page + "title", name)),
                new XElement(_page + "body", TimedSegment.All(TimedWord.All(alignment, PerSecond)).Select((segment, i) => new XElement(
                    _page + "p",
                    new XAttribute("id", $"s{i + 1}"),
                    segment.Words.SelectMany(word =>
                        new object[] { new XElement(_page + "span", new XAttribute("id", $"w{++number}"), XmlFile.Clean(word.Text)), " " }).ToList())))),
            keepsSpaces: true);
    }
}
