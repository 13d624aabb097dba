using System.Numerics;
using System.Text;
using Rag.Files.Documents.Pdf.Fonts;
using Rag.Files.Documents.Pdf.Objects;

namespace Rag.Files.Documents.Pdf.Content;

/// <summary>Runs the operators of a page's content and of the forms it shows, and collects the text.</summary>
internal sealed class ContentReader(PdfFile file, DocumentSource source)
{
    private const int MaxFormDepth = 16;
    private const int MaxSavedStates = 512;
    private const int MaxOperands = 4096;
    private const int MaxGlyphs = 4_000_000;

    private readonly Dictionary<PdfDictionary, PdfFont?> _fonts = new(ReferenceEqualityComparer.Instance);
    private readonly List<PdfChar> _chars = [];
    private List<Glyph> _glyphs = [];
    private TextState _state = new();
    private Matrix3x2 _text;     // text space to user space, where the next character goes
    private Matrix3x2 _lineStart;
    private int _artifacts;      // how many marked stretches around are headers or footers
    private int _marked;

    /// <summary>Characters shown that no font says the meaning of, on all pages so far.</summary>
    public int UnknownCharacters { get; private set; }

    /// <summary>The text of a page, in the order in which it is shown.</summary>
    public List<Glyph> Read(PdfPage page)
    {
        _glyphs = [];
        _state = new TextState { Page = Matrix3x2.CreateRotation(-page.Rotation * MathF.PI / 180) };
        _artifacts = _marked = 0;
        Run(Contents(page), page.Resources, depth: 0);
        return _glyphs;
    }

    private ReadOnlyMemory<byte> Contents(PdfPage page)
    {
        var all = new MemoryStream();
        var parts = file.Resolve(page.Dictionary["Contents"]);
        foreach (var part in parts is PdfArray array ? array.Items.Select(file.Resolve) : [parts])
        {
            if (part is not PdfStream stream) continue;
            all.Write(file.Decode(stream));
            all.WriteByte((byte)'\n');
        }
        return all.ToArray();
    }

    private void Run(ReadOnlyMemory<byte> content, PdfDictionary resources, int depth)
    {
        var lexer = new PdfLexer(content);
        var operands = new List<PdfValue>();
        var saved = new Stack<TextState>();
        while (lexer.Next() is { } value)
        {
            if (value is not PdfKeyword { Name: var name })
            {
                if (operands.Count < MaxOperands) operands.Add(value);
                continue;
            }
            source.Cancellation.ThrowIfCancellationRequested();
            switch (name)
            {
                case "BI":
                    lexer.SkipInlineImage();
                    break;
                case "q" when saved.Count < MaxSavedStates:
                    saved.Push(_state);
                    break;
                case "Q" when saved.Count > 0:
                    _state = saved.Pop();
                    break;
                case "Do" when operands is [PdfName form] && depth < MaxFormDepth:
                    RunForm(form.Name, resources, depth);
                    break;
                default:
                    Execute(name, operands, resources);
                    break;
            }
            operands.Clear();
        }
    }

    private void RunForm(string name, PdfDictionary resources, int depth)
    {
        if (file.GetDictionary(resources, "XObject") is not { } forms || file.Get<PdfStream>(forms, name) is not { } form
            || file.GetName(form.Dictionary, "Subtype") != "Form")
        {
            return;
        }
        var outer = (_state, _text, _lineStart, _artifacts, _marked);
        var matrix = Numbers(file.Get<PdfArray>(form.Dictionary, "Matrix")?.Items ?? []);
        if (matrix is [var a, var b, var c, var d, var e, var f])
            _state = _state with { Page = Matrix(a, b, c, d, e, f) * _state.Page };
        Run(file.Decode(form), file.GetDictionary(form.Dictionary, "Resources") ?? resources, depth + 1);
        (_state, _text, _lineStart, _artifacts, _marked) = outer;
    }

    private void Execute(string name, List<PdfValue> operands, PdfDictionary resources)
    {
        var numbers = Numbers(operands);
        switch (name)
        {
            case "cm" when numbers is [var a, var b, var c, var d, var e, var f]:
                _state = _state with { Page = Matrix(a, b, c, d, e, f) * _state.Page };
                break;
            case "BT":
                _text = _lineStart = Matrix3x2.Identity;
                break;
            case "Tf" when operands is [PdfName font, PdfNumber size]:
                _state = _state with { Font = Font(font.Name, resources), Size = size.Value };
                break;
            case "Tc" when numbers is [var spacing]:
                _state = _state with { CharSpacing = spacing };
                break;
            case "Tw" when numbers is [var spacing]:
                _state = _state with { WordSpacing = spacing };
                break;
            case "Tz" when numbers is [var percent]:
                _state = _state with { Stretch = percent / 100 };
                break;
            case "TL" when numbers is [var leading]:
                _state = _state with { Leading = leading };
                break;
            case "Ts" when numbers is [var rise]:
                _state = _state with { Rise = rise };
                break;
            case "Td" when numbers is [var x, var y]:
                MoveLine(x, y);
                break;
            case "TD" when numbers is [var x, var y]:
                _state = _state with { Leading = -y };
                MoveLine(x, y);
                break;
            case "Tm" when numbers is [var a, var b, var c, var d, var e, var f]:
                _text = _lineStart = Matrix(a, b, c, d, e, f);
                break;
            case "T*":
                MoveLine(0, -_state.Leading);
                break;
            case "Tj" when operands is [PdfString text]:
                Show(text.Bytes);
                break;
            case "'" when operands is [PdfString text]:
                MoveLine(0, -_state.Leading);
                Show(text.Bytes);
                break;
            case "\"" when operands is [PdfNumber word, PdfNumber character, PdfString text]:
                _state = _state with { WordSpacing = word.Value, CharSpacing = character.Value };
                MoveLine(0, -_state.Leading);
                Show(text.Bytes);
                break;
            case "TJ" when operands is [PdfArray pieces]:
                foreach (var piece in pieces.Items)
                {
                    if (piece is PdfString text) Show(text.Bytes);
                    else if (piece is PdfNumber shift) Advance(-shift.Value / 1000 * _state.Size * _state.Stretch);
                }
                break;
            case "BMC" or "BDC":
                _marked++;
                if (_artifacts > 0 || IsPagination(operands)) _artifacts++;
                break;
            case "EMC" when _marked > 0:
                _marked--;
                if (_artifacts > 0) _artifacts--;
                break;
        }
    }

    /// <summary>Whether marked content says of itself that it is a running header, a footer or a page number.</summary>
    private static bool IsPagination(List<PdfValue> operands) =>
        operands is [PdfName { Name: "Artifact" }, PdfDictionary properties]
        && properties["Type"] is PdfName { Name: "Pagination" };

    private PdfFont? Font(string name, PdfDictionary resources)
    {
        if (file.GetDictionary(resources, "Font") is not { } fonts) return null;
        if (file.Get<PdfDictionary>(fonts, name) is not { } font) return null;
        if (!_fonts.TryGetValue(font, out var read)) _fonts[font] = read = PdfFont.Read(font, file);
        return read;
    }

    private void Show(byte[] codes)
    {
        if (_state.Font is not { } font) return;
        _chars.Clear();
        font.Decode(codes, _chars);
        foreach (var c in _chars)
        {
            var width = c.Width * font.Scale * _state.Size * _state.Stretch;
            if (c.Text.Length > 0 && _artifacts == 0) AddGlyph(Readable(c.Text), width, font.IsBold);
            else if (c.Text.Length == 0) UnknownCharacters++;
            Advance(width + (_state.CharSpacing + (c.IsSpace ? _state.WordSpacing : 0)) * _state.Stretch);
        }
    }

    private void AddGlyph(string text, double width, bool isBold)
    {
        if (_glyphs.Count == MaxGlyphs)
            throw source.Refuse($"has more than {MaxGlyphs:N0} characters on a page; split it into more pages");
        var toPage = _text * _state.Page;
        var origin = Vector2.Transform(new Vector2(0, (float)_state.Rise), toPage);
        var along = Vector2.TransformNormal(Vector2.UnitX, toPage);
        var up = Vector2.TransformNormal(Vector2.UnitY, toPage);
        var size = Math.Abs(_state.Size) * up.Length();
        if (!float.IsFinite(origin.X) || !float.IsFinite(origin.Y) || !double.IsFinite(size) || size <= 0) return;
        var turn = Math.Abs(along.X) >= Math.Abs(along.Y) ? along.X >= 0 ? 0 : 2 : along.Y > 0 ? 1 : 3;
        var (x, y) = turn switch
        {
            0 => (origin.X, origin.Y),
            1 => (origin.Y, -origin.X),
            2 => (-origin.X, -origin.Y),
            _ => (-origin.Y, origin.X),
        };
        _glyphs.Add(new Glyph(text, x, y, Math.Abs(width) * along.Length(), size, turn, isBold));
    }

    private void Advance(double by) => _text = Matrix3x2.CreateTranslation((float)by, 0) * _text;

    private void MoveLine(double x, double y) =>
        _text = _lineStart = Matrix3x2.CreateTranslation((float)x, (float)y) * _lineStart;

    private static Matrix3x2 Matrix(double a, double b, double c, double d, double e, double f) =>
        new((float)a, (float)b, (float)c, (float)d, (float)e, (float)f);

    private static double[] Numbers(List<PdfValue> operands) =>
        operands.TrueForAll(operand => operand is PdfNumber)
            ? [.. operands.Select(operand => ((PdfNumber)operand).Value)]
            : [];

    /// <summary>Ligatures as the letters they join, and without what no reader would type or see.</summary>
    private static string Readable(string text)
    {
        if (text.AsSpan().IndexOfAny('\u00A0', '\0') < 0 && !text.AsSpan().ContainsAnyInRange('\uFB00', '\uFB06')) return text;
        var readable = new StringBuilder();
        foreach (var c in text)
        {
            readable.Append(c switch
            {
                '\uFB00' => "ff",
                '\uFB01' => "fi",
                '\uFB02' => "fl",
                '\uFB03' => "ffi",
                '\uFB04' => "ffl",
                '\uFB05' or '\uFB06' => "st",
                '\u00A0' => " ",
                '\0' => "",
                _ => c.ToString(),
            });
        }
        return readable.ToString();
    }
}
