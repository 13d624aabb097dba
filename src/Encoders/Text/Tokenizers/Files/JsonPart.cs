using System.Text.Json;

namespace Rag.Encoders.Text.Tokenizers.Files;

/// <summary>A value inside a tokenizer file that knows its place, so that whatever is wrong with it can be said exactly.</summary>
internal sealed class JsonPart
{
    private readonly JsonElement _element;
    private readonly JsonPart? _parent;
    private readonly string _name;

    private JsonPart(JsonElement element, JsonPart? parent, string name)
    {
        _element = element;
        _parent = parent;
        _name = name;
    }

    /// <summary>The whole document; <paramref name="file"/> names it in messages.</summary>
    public static JsonPart Root(JsonElement element, string file) => new(element, null, file);

    /// <summary>The member, or null where it is absent or JSON's null.</summary>
    public JsonPart? Optional(string name)
    {
        if (_element.ValueKind != JsonValueKind.Object) throw Bad("must be an object");
        return _element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? new JsonPart(member, this, $".{name}")
            : null;
    }

    /// <exception cref="TokenizerException">The member is absent or null.</exception>
    public JsonPart Required(string name) => Optional(name) ?? throw Bad($"\"{name}\" is missing");

    public bool IsString => _element.ValueKind == JsonValueKind.String;

    public bool IsArray => _element.ValueKind == JsonValueKind.Array;

    public string AsString()
    {
        if (!IsString) throw Bad("must be a string");
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Bad("holds half of a surrogate pair");
        }
    }

    public bool AsBool() => _element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Bad("must be true or false"),
    };

    public int AsInt(int min, int max)
    {
        if (_element.ValueKind == JsonValueKind.Number && _element.TryGetInt32(out var number) && number >= min && number <= max)
            return number;
        throw Bad($"must be a whole number from {min} to {max}");
    }

    public double AsNumber()
    {
        if (_element.ValueKind == JsonValueKind.Number && _element.TryGetDouble(out var number) && double.IsFinite(number))
            return number;
        throw Bad("must be a finite number");
    }

    public string StringOr(string name, string absent) => Optional(name)?.AsString() ?? absent;

    public bool BoolOr(string name, bool absent) => Optional(name)?.AsBool() ?? absent;

    /// <summary>What says which kind of part an object describes.</summary>
    public string Type => Required("type").AsString();

    public IEnumerable<JsonPart> Items()
    {
        if (!IsArray) throw Bad("must be an array");
        var index = 0;
        foreach (var item in _element.EnumerateArray()) yield return new JsonPart(item, this, $"[{index++}]");
    }

    /// <exception cref="TokenizerException">It is no object, or names a member twice.</exception>
    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        if (_element.ValueKind != JsonValueKind.Object) throw Bad("must be an object");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in _element.EnumerateObject())
        {
            var name = NameOf(member);
            if (!seen.Add(name)) throw Bad($"\"{name}\" appears twice");
            yield return (name, new JsonPart(member.Value, this, $"[\"{name}\"]"));
        }
    }

    public TokenizerException Bad(string problem)
    {
        var place = "";
        var part = this;
        for (; part._parent is not null; part = part._parent) place = part._name + place;
        return new TokenizerException(part._name, "$" + place, problem);
    }

    public TokenizerException Unknown(string what) => Bad($"\"{Type}\" is no {what} this reader knows");

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Bad("a name holds half of a surrogate pair");
        }
    }
}
