using System.Globalization;
using System.Xml.Linq;

namespace Rag.Engine.Align.Formats;

/// <summary>
/// Writes ELAN's annotation format 3.0: a tier of segments, and one of words whose annotations lie inside of the segments'. Words that are not in the sound,
/// or last less than a millisecond, have no annotation.
/// </summary>
internal static class ElanWriter
{
    private const int PerSecond = 1000;

    private static readonly XNamespace _schema = "http://www.w3.org/2001/XMLSchema-instance";

    public static string Write(Alignment alignment)
    {
        var slots = new XElement("TIME_ORDER");
        var (count, slotCount) = (0, 0);
        var segments = TimedSegment.All(TimedWord.All(alignment, PerSecond))
            .Where(segment => segment.End > segment.Start && segment.Words.Any(IsHeard)).ToList();
        var segmentTier = Tier("segments", "utterance", null, segments.Select(segment => Annotation(segment.Start, segment.End, segment.Text)));
        var wordTier = Tier("words", "word", "segments", segments.SelectMany(segment => segment.Words).Where(IsHeard)
            .Select(word => Annotation(word.Start, word.End, word.Text)));
        return XmlFile.Write(new XElement(
            "ANNOTATION_DOCUMENT",
            new XAttribute("AUTHOR", "rag align"),
            new XAttribute("DATE", "1970-01-01T00:00:00+00:00"), // the same recording makes the same file
            new XAttribute("FORMAT", "3.0"),
            new XAttribute("VERSION", "3.0"),
            new XAttribute(XNamespace.Xmlns + "xsi", _schema),
            new XAttribute(_schema + "noNamespaceSchemaLocation", "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"),
            new XElement(
                "HEADER",
                new XAttribute("MEDIA_FILE", ""),
                new XAttribute("TIME_UNITS", "milliseconds"),
                new XElement(
                    "MEDIA_DESCRIPTOR",
                    new XAttribute("MEDIA_URL", new Uri(Path.GetFullPath(alignment.Source)).AbsoluteUri),
                    new XAttribute("MIME_TYPE", MimeType(alignment.Source)),
                    new XAttribute("RELATIVE_MEDIA_URL", "./" + Uri.EscapeDataString(Path.GetFileName(alignment.Source))))),
            slots,
            segmentTier,
            wordTier,
            Type("utterance", null),
            Type("word", "Included_In"),
            new XElement("CONSTRAINT",
                new XAttribute("DESCRIPTION", "Time alignable annotations within the parent annotation's time interval, gaps are allowed"),
                new XAttribute("STEREOTYPE", "Included_In"))));

        XElement Annotation(long start, long end, string text) => new(
            "ANNOTATION",
            new XElement(
                "ALIGNABLE_ANNOTATION",
                new XAttribute("ANNOTATION_ID", $"a{++count}"),
                new XAttribute("TIME_SLOT_REF1", Slot(start)),
                new XAttribute("TIME_SLOT_REF2", Slot(end)),
                new XElement("ANNOTATION_VALUE", XmlFile.Clean(text))));

        string Slot(long time)
        {
            var id = $"ts{++slotCount}";
            slots.Add(new XElement("TIME_SLOT", new XAttribute("TIME_SLOT_ID", id),
                new XAttribute("TIME_VALUE", time.ToString(CultureInfo.InvariantCulture))));
            return id;
        }
    }

    private static bool IsHeard(TimedWord word) => word.HasLength && word.Word.Status != WordStatus.NotInAudio;

    private static XElement Tier(string name, string type, string? parent, IEnumerable<XElement> annotations) => new(
        "TIER",
        new XAttribute("LINGUISTIC_TYPE_REF", type),
        parent is null ? null : new XAttribute("PARENT_REF", parent),
        new XAttribute("TIER_ID", name),
        annotations.ToList());

    private static XElement Type(string name, string? constraint) => new(
        "LINGUISTIC_TYPE",
        constraint is null ? null : new XAttribute("CONSTRAINTS", constraint),
        new XAttribute("GRAPHIC_REFERENCES", "false"),
        new XAttribute("LINGUISTIC_TYPE_ID", name),
        new XAttribute("TIME_ALIGNABLE", "true"));

    private static string MimeType(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".wav" => "audio/x-wav",
        ".mp3" => "audio/mpeg",
        ".mp4" or ".m4v" => "video/mp4",
        var ending => ending.Length > 1 ? $"audio/{ending[1..]}" : "audio/*",
    };
}
