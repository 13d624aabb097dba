using System.Text;
using System.Text.Json;

namespace Rag.Files.Documents.Json;

/// <summary>
/// Writes a JSON value as readable text: a line "key: value" for each value that is a text, a number or true or false,
/// keys of nested objects joined by dots. An object in a list is a record, a block of its own; the key of an outermost
/// list of records is a heading.
/// </summary>
internal sealed class JsonText(DocumentBuilder document, DocumentLimits limits)
{
    private const int LongestListedValue = 60;

    // A value inside a list goes on the line of the one before where both are short.
    private sealed record Scope(string? Key, bool IsList, bool IsRecord)
    {
        public bool HasHeading { get; set; }
        public bool CanListOn { get; set; }
    }

    private readonly StringBuilder _lines = new();
    private readonly List<Scope> _scopes = [];
    private string? _key;

    /// <exception cref="JsonException">It is no JSON, or nested too deeply.</exception>
    public void Write(ReadOnlySpan<byte> utf8, CancellationToken cancellation)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = limits.MaxDepth,
        });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    _key = Unescape(ref reader);
                    break;
                case JsonTokenType.StartObject:
                    cancellation.ThrowIfCancellationRequested();
                    Enter(isList: false);
                    break;
                case JsonTokenType.StartArray:
                    Enter(isList: true);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    Leave();
                    break;
                case JsonTokenType.String:
                    WriteValue(Unescape(ref reader));
                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    WriteValue(Encoding.UTF8.GetString(reader.ValueSpan));
                    break;
            }
        }
        Flush();
    }

    /// <summary>The text as it reads; as it is written if its escapes name half a character.</summary>
    private static string Unescape(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private void Enter(bool isList)
    {
        var parent = _scopes.LastOrDefault();
        var isRecord = !isList && parent is { IsList: true };
        if (parent is not null) parent.CanListOn = false;
        if (isRecord)
        {
            Flush();
            if (!parent!.HasHeading && !_scopes.Exists(scope => scope.IsRecord) && Path() is { Length: > 0 } path)
                document.Add(BlockKind.Heading, path, level: 1);
            parent.HasHeading = true;
        }
        _scopes.Add(new Scope(_key, isList, isRecord));
        _key = null;
    }

    private void Leave()
    {
        if (_scopes[^1].IsRecord) Flush();
        _scopes.RemoveAt(_scopes.Count - 1);
        _key = null;
    }

    private void WriteValue(string value)
    {
        value = value.Trim();
        if (value.Length == 0) return;
        var list = _scopes.LastOrDefault() is { IsList: true } scope ? scope : null;
        if (list is { CanListOn: true } && value.Length <= LongestListedValue)
        {
            _lines.Append(", ").Append(value);
            return;
        }
        var path = Path();
        if (_lines.Length > 0) _lines.Append('\n');
        if (path.Length > 0) _lines.Append(path).Append(": ");
        _lines.Append(value);
        document.RefuseLongerThanAllowed(_lines.Length);
        if (list is null) return;
        list.CanListOn = path.Length > 0 && value.Length <= LongestListedValue;
        if (path.Length == 0) Flush();
    }

    /// <summary>The keys from the record down to here; a record inside another is named by its list.</summary>
    private string Path()
    {
        var record = _scopes.FindLastIndex(scope => scope.IsRecord);
        var isInner = record > 0 && _scopes.FindLastIndex(record - 1, scope => scope.IsRecord) >= 0;
        var keys = _scopes.Skip(isInner ? record - 1 : record + 1).Select(scope => scope.Key).Append(_key);
        return string.Join('.', keys.Where(key => !string.IsNullOrWhiteSpace(key)));
    }

    private void Flush()
    {
        document.Add(BlockKind.TableRow, _lines.ToString());
        _lines.Clear();
    }
}
