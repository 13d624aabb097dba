using System.Xml;
using System.Xml.Linq;
using Rag.Files.Documents.Archives;

namespace Rag.Files.Documents.Epub;

/// <summary>What a book says of itself.</summary>
/// <param name="Title">Empty if it has none.</param>
/// <param name="Chapters">The paths in the archive, in the order in which they are read.</param>
/// <param name="Contents">What the table of contents calls chapters, by their paths.</param>
/// <param name="Encrypted">The paths of what cannot be read.</param>
internal sealed record EpubPackage(
    string Title, IReadOnlyList<string> Chapters, IReadOnlyDictionary<string, string> Contents, IReadOnlySet<string> Encrypted)
{
    private const string Format = "EPUB";

    public static EpubPackage Read(Archive archive, DocumentSource source)
    {
        var container = Xml(archive, "META-INF/container.xml", source);
        var path = container is null ? null : (string?)Named(container, "rootfile").FirstOrDefault()?.Attribute("full-path");
        path ??= archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith(".opf", StringComparison.OrdinalIgnoreCase))?.FullName;
        if (path is null || Xml(archive, path, source) is not { } package)
            throw source.Refuse("is an archive without the list of a book's chapters; fetch it again, or give it the ending of its format");
        var items = Named(package, "item").Where(item => item.Attribute("id") is not null && item.Attribute("href") is not null)
            .DistinctBy(item => (string)item.Attribute("id")!).ToDictionary(item => (string)item.Attribute("id")!, StringComparer.Ordinal);
        string PathOf(XElement item) => Resolve(path, (string)item.Attribute("href")!);
        var chapters = Named(package, "itemref").Select(place => (string?)place.Attribute("idref") ?? "").Where(items.ContainsKey)
            .Select(id => PathOf(items[id])).Distinct();
        var contents = items.Values.FirstOrDefault(IsContents);
        return new EpubPackage(
            Named(package, "title").FirstOrDefault()?.Value.Trim() ?? "",
            [.. chapters],
            contents is null ? new Dictionary<string, string>() : ReadContents(archive, PathOf(contents), source),
            ReadEncrypted(archive, source));
    }

    private static bool IsContents(XElement item) =>
        (string?)item.Attribute("media-type") == "application/x-dtbncx+xml" || ((string?)item.Attribute("properties") ?? "").Split(' ').Contains("nav");

    /// <summary>The table of contents, of EPUB 3 (links) or 2 (points with a label and a target).</summary>
    private static Dictionary<string, string> ReadContents(Archive archive, string path, DocumentSource source)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var contents = Xml(archive, path, source);
            foreach (var link in contents is null ? [] : Named(contents, "a").Concat(Named(contents, "navPoint")))
            {
                var target = (string?)link.Attribute("href") ?? (string?)Named(link, "content").FirstOrDefault()?.Attribute("src");
                var label = (link.Name.LocalName == "a" ? link : Named(link, "text").FirstOrDefault())?.Value ?? "";
                if (target is not null) labels.TryAdd(Resolve(path, target), string.Join(' ', label.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            }
        }
        catch (DocumentException e)
        {
            source.Notes.Add(e.Reason); // the chapters are there without it
        }
        return labels;
    }

    private static HashSet<string> ReadEncrypted(Archive archive, DocumentSource source)
    {
        var encryption = Xml(archive, "META-INF/encryption.xml", source);
        return encryption is null
            ? []
            : [.. Named(encryption, "CipherReference").Select(reference => Resolve("", (string?)reference.Attribute("URI") ?? ""))];
    }

    private static XElement? Xml(Archive archive, string path, DocumentSource source)
    {
        if (archive.Read(path) is not { } content) return null;
        XmlCheck.Run(new MemoryStream(content), path, Format, source, DtdProcessing.Ignore);
        using var reader = XmlReader.Create(new MemoryStream(content), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XElement.Load(reader);
    }

    private static IEnumerable<XElement> Named(XElement root, string name) => root.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>The path in the archive that a reference in a file of it stands for.</summary>
    private static string Resolve(string from, string reference)
    {
        var steps = from.Split('/')[..^1].ToList();
        foreach (var step in Uri.UnescapeDataString(reference.Split('#')[0]).Split('/'))
        {
            if (step is "" or ".") continue;
            if (step != "..") steps.Add(step);
            else if (steps.Count > 0) steps.RemoveAt(steps.Count - 1);
        }
        return string.Join('/', steps);
    }
}
