using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Rag.Files.Documents.Docx;

/// <summary>The text of a paragraph, and what is anchored in it.</summary>
internal sealed class DocxParagraph(DocxDefinitions definitions)
{
    private readonly StringBuilder _text = new();
    private readonly Stack<bool> _fields = new(); // for each field around: whether its result has begun

    public string Text => _text.ToString();

    public List<OpenXmlElement> TextBoxes { get; } = [];

    /// <summary>What names a chart or a diagram.</summary>
    public List<OpenXmlElement> Drawn { get; } = [];

    public List<DocxNote> Notes { get; } = [];

    private bool IsInFieldCode => _fields.Contains(false);

    public DocxParagraph Read(Paragraph paragraph)
    {
        Add(paragraph, paragraph);
        return this;
    }

    private void Add(OpenXmlElement element, Paragraph paragraph)
    {
        switch (element.LocalName)
        {
            case "del" or "moveFrom" or "pPr" or "rPr" or "instrText" or "delText" or "rt" or "sdtPr":
                return;
            case "r" when element is Run run && definitions.Styles.IsHidden(run, paragraph):
                foreach (var mark in run.Elements<FieldChar>()) Mark(mark);
                return;
            case "fldChar" when element is FieldChar mark:
                Mark(mark);
                return;
            case "txbxContent":
                TextBoxes.Add(element);
                return;
            case "chart" or "relIds":
                Drawn.Add(element);
                return;
            case "AlternateContent":
                if (element.FirstChild is { } choice) AddChildren(choice, paragraph);
                return;
        }
        if (IsInFieldCode)
        {
            AddChildren(element, paragraph);
            return;
        }
        switch (element.LocalName)
        {
            case "t":
                _text.Append(element.InnerText);
                break;
            case "tab" or "ptab":
                _text.Append('\t');
                break;
            case "br" or "cr":
                _text.Append('\n');
                break;
            case "noBreakHyphen":
                _text.Append('-');
                break;
            case "sym" when element is SymbolChar { Char.Value: { } code }:
                AddSymbol(code);
                break;
            case "footnoteReference" or "endnoteReference" or "commentReference":
                if (definitions.Notes.Take(element) is not { } note) break;
                _text.Append(note.Mark);
                Notes.Add(note);
                break;
            default:
                AddChildren(element, paragraph);
                break;
        }
    }

    private void AddChildren(OpenXmlElement element, Paragraph paragraph)
    {
        foreach (var child in element.ChildElements) Add(child, paragraph);
    }

    /// <summary>A field is its code from "begin" to "separate" and its result from there to "end".</summary>
    private void Mark(FieldChar mark)
    {
        var type = mark.FieldCharType?.Value;
        if (type == FieldCharValues.Begin) _fields.Push(false);
        else if (_fields.Count == 0) return;
        else _fields.Pop();
        if (type == FieldCharValues.Separate) _fields.Push(true);
    }

    /// <summary>Codes from F000 on are places in a symbol font and no characters.</summary>
    private void AddSymbol(string code)
    {
        const NumberStyles hex = NumberStyles.AllowHexSpecifier;
        if (ushort.TryParse(code, hex, CultureInfo.InvariantCulture, out var symbol) && symbol < 0xE000) _text.Append((char)symbol);
    }
}
