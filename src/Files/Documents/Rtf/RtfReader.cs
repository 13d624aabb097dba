using System.Text;

namespace Rag.Files.Documents.Rtf;

/// <summary>
/// RTF (version 1.9.1): paragraphs, headings by outline level, lists, the rows of tables, notes, comments and text boxes, between
/// headers and footers. Hidden and deleted text, pictures, embedded objects and the codes of fields are not text.
/// </summary>
internal sealed class RtfReader
{
    private readonly DocumentSource _source;
    private readonly RtfScanner _scanner;
    private readonly RtfCharsets _charsets = new();
    private readonly RtfBlocks _blocks;
    private readonly Stack<RtfState> _outer = new();
    private readonly List<byte> _bytes = []; // of text that is not decoded yet: a character may take several
    private RtfState _state;
    private int _substitutes; // bytes still to be passed over after a character given by its number
    private bool _isStart;    // of a group
    private int _definedStyle;
    private string _mark = ""; // of the last note

    private RtfReader(DocumentSource source, DocumentBuilder document)
    {
        _source = source;
        _scanner = new RtfScanner(source.Content);
        _blocks = new RtfBlocks(document);
        _state = new RtfState(RtfDestination.Body, _blocks.Text);
    }

    public static Document Read(DocumentSource source)
    {
        if (!source.Content.AsSpan().TrimStart((byte)' ').StartsWith("{\\rtf"u8))
            throw source.Refuse("is no RTF; give it the ending of its format");
        var document = new DocumentBuilder(source);
        new RtfReader(source, document).Read();
        return document.Build();
    }

    private void Read()
    {
        for (var token = _scanner.Next(); token != RtfToken.End; token = _scanner.Next())
        {
            if (token == RtfToken.Byte)
            {
                if (_substitutes > 0) _substitutes--;
                else _bytes.Add(_scanner.Byte);
                _isStart = false;
                continue;
            }
            Decode();
            if (token == RtfToken.GroupStart) BeginGroup();
            else if (token == RtfToken.GroupEnd && !EndGroup()) return;
            else if (token == RtfToken.Word) Obey(_scanner.Word, _scanner.Number);
            _isStart = token == RtfToken.GroupStart;
        }
        Decode();
        _source.Notes.Add("ends within a group and may be cut off; open and save it anew");
        while (_outer.Count > 0) EndGroup();
    }

    private void BeginGroup()
    {
        _source.Cancellation.ThrowIfCancellationRequested();
        if (_outer.Count >= _source.Limits.MaxDepth)
            throw _source.Refuse($"has groups nested deeper than {_source.Limits.MaxDepth:N0}; open and save it anew");
        _outer.Push(_state);
        _substitutes = 0;
    }

    /// <summary>Ends a group; false if that was the document.</summary>
    private bool EndGroup()
    {
        _substitutes = 0;
        var ended = _state;
        if (!_outer.TryPop(out _state)) return false;
        if (!ReferenceEquals(ended.Text, _state.Text)) _blocks.Deliver(ended.Destination, ended.Text.ToString());
        if (_outer.Count > 0) return true;
        _blocks.End(ended);
        return false;
    }

    private void Obey(string word, int? number)
    {
        if (_substitutes > 0)
        {
            _substitutes--;
            return;
        }
        if (word == "bin") _scanner.Skip(number ?? 0);
        else if (word == "upr") (_state.Replaced, _state.Destination) = (_state.Destination, RtfDestination.Nothing);
        else if (word == "ud") _state.Destination = _state.Replaced;
        else if (_state.Destination == RtfDestination.Nothing) return;
        else if (word == "*" && _isStart) PassOver();
        else if (RtfState.After(word) is { } destination) Enter(destination);
        else if (_state.Destination == RtfDestination.Fonts) DefineFont(word, number);
        else if (_state.Destination == RtfDestination.Styles) DefineStyle(word, number);
        else if (!Format(word, number)) Write(word, number);
    }

    /// <summary>What follows says that it may be passed over by who does not know it.</summary>
    private void PassOver()
    {
        if (_scanner.Next() != RtfToken.Word) return;
        if (_scanner.Word is "shpinst" or "ud" || RtfState.After(_scanner.Word) is not null) Obey(_scanner.Word, _scanner.Number);
        else _state.Destination = RtfDestination.Nothing;
    }

    private void Enter(RtfDestination destination)
    {
        _state.Destination = destination;
        if (destination is RtfDestination.Nothing or RtfDestination.Fonts or RtfDestination.Styles) return;
        _state.Text = new StringBuilder();
    }

    private void DefineFont(string word, int? number)
    {
        if (word == "f") _state.Font = number ?? 0;
        else _charsets.Declare(_state.Font, word, number);
    }

    private void DefineStyle(string word, int? number)
    {
        if (word == "s") _definedStyle = number ?? 0;
        else if (word == "outlinelevel") _blocks.DefineStyle(_definedStyle, number ?? 0);
    }

    /// <summary>Takes over a property; false if the word is none.</summary>
    private bool Format(string word, int? number)
    {
        switch (word)
        {
            case "f":
                _state.Font = number ?? 0;
                return true;
            case "uc":
                _state.Substitutes = Math.Max(0, number ?? 1);
                return true;
            case "v" or "deleted":
                _state.IsHidden = number != 0;
                return true;
            case "plain":
                _state.IsHidden = false;
                return true;
            case "pard":
                (_state.IsInTable, _state.Outline, _state.Style) = (false, null, 0);
                return true;
            case "intbl":
                _state.IsInTable = true;
                return true;
            case "outlinelevel":
                _state.Outline = number;
                return true;
            case "s":
                _state.Style = number ?? 0;
                return true;
            case "ansi" or "mac" or "pc" or "pca" or "ansicpg":
                _charsets.Declare(word, number);
                return true;
            default:
                return false;
        }
    }

    private void Write(string word, int? number)
    {
        switch (word)
        {
            case "par" or "sect" or "page" or "\n" or "\r" when _state.Destination == RtfDestination.Body:
                _blocks.EndParagraph(_state);
                break;
            case "cell" when _state.Destination == RtfDestination.Body:
                _blocks.EndCell();
                break;
            case "row" when _state.Destination == RtfDestination.Body:
                _blocks.EndRow();
                break;
            case "chftn":
                if (_state.Destination == RtfDestination.Body) _mark = _blocks.NextMark();
                Write(_mark);
                break;
            case "u" when number is { } code:
                Write(((char)(ushort)code).ToString());
                _substitutes = _state.Substitutes;
                break;
            default:
                Write(Sign(word));
                break;
        }
    }

    private static string Sign(string word) => word switch
    {
        "par" or "sect" or "page" or "cell" or "row" or "nestcell" or "nestrow" or "\n" or "\r" => " ",
        "line" or "lbr" => "\n",
        "tab" => "\t",
        "~" => "\u00A0",
        "_" => "-",
        "emdash" => "—",
        "endash" => "–",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "emspace" or "enspace" or "qmspace" => " ",
        _ => "",
    };

    private void Decode()
    {
        if (_bytes.Count == 0) return;
        if (_state.Destination is not (RtfDestination.Nothing or RtfDestination.Fonts or RtfDestination.Styles))
            Write(_charsets.Of(_state.Font).GetString([.. _bytes]));
        _bytes.Clear();
    }

    private void Write(string text)
    {
        if (!_state.IsHidden) _state.Text.Append(text);
    }
}
