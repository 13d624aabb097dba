using System.Collections.Frozen;
using System.Xml;
using System.Xml.Linq;

namespace Rag.Files.Documents.OpenDocument;

/// <summary>Goes through the XML of a document and makes a tree only of one paragraph, table or row at a time.</summary>
internal sealed class OdfStream(DocumentBuilder document, DocumentSource source)
{
    private static readonly FrozenSet<string> _containers = FrozenSet.Create(
        StringComparer.Ordinal, "document", "document-content", "document-styles", "body", "text", "presentation", "drawing", "page");

    private static readonly FrozenSet<string> _ofSheets = FrozenSet.Create(
        StringComparer.Ordinal, "spreadsheet", "table-header-rows", "table-rows", "table-row-group");

    private readonly OdfStyles _styles = new();

    /// <summary>Reads the styles of a document that has them in a part of their own.</summary>
    public void ReadStyles(XmlReader xml) => Read(xml, new OdfWalk(new DocumentBuilder(source), _styles));

    /// <summary>Reads the document.</summary>
    public void Read(XmlReader xml) => Read(xml, new OdfWalk(document, _styles));

    private void Read(XmlReader xml, OdfWalk walk)
    {
        OdfSheet? sheet = null;
        while (!xml.EOF)
        {
            source.Cancellation.ThrowIfCancellationRequested();
            if (xml.NodeType != XmlNodeType.Element)
            {
                if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "table" }) sheet = AddTo(document, sheet);
                xml.Read();
            }
            else if (_containers.Contains(xml.LocalName) || _ofSheets.Contains(xml.LocalName))
            {
                if (xml.LocalName == "page") walk.BeginPage();
                if (xml.LocalName == "spreadsheet") sheet = new OdfSheet("");
                xml.Read();
            }
            else if (sheet is not null && xml.LocalName == "table" && !xml.IsEmptyElement)
            {
                sheet = new OdfSheet(xml.GetAttribute("name", OdfNames.Table.NamespaceName) ?? "");
                xml.Read();
            }
            else if (sheet is not null && xml.LocalName != "table-row")
            {
                xml.Skip();
            }
            else
            {
                Add((XElement)XNode.ReadFrom(xml), sheet, walk);
            }
        }
    }

    private void Add(XElement element, OdfSheet? sheet, OdfWalk walk)
    {
        if (element.Name.LocalName is "styles" or "automatic-styles") _styles.Add(element);
        else if (sheet is not null) sheet.Add(element);
        else walk.Block(element);
    }

    /// <summary>Adds a sheet that has ended; the next begins.</summary>
    private static OdfSheet? AddTo(DocumentBuilder document, OdfSheet? sheet)
    {
        if (sheet is null) return null;
        sheet.AddTo(document);
        return new OdfSheet("");
    }
}
