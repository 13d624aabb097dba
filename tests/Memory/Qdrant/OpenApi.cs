using System.Text.Json.Nodes;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>Checks requests and answers against Qdrant's published description of its API.</summary>
internal sealed class OpenApi
{
    private const string File = "golden/qdrant/openapi.json";
    private readonly JsonObject _document = JsonNode.Parse(System.IO.File.ReadAllText(SharedData.Path(File)))!.AsObject();

    /// <summary>The description, or null where <c>shared/</c> is absent.</summary>
    public static OpenApi? Find() => SharedData.Exists(File) ? new OpenApi() : null;

    public void CheckRequest(string method, string path, string query, JsonNode? body)
    {
        var operation = Operation(method, path);
        var parameters = operation["parameters"]?.AsArray() ?? [];
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = pair.Split('=')[0];
            Assert.Contains(parameters, parameter => (string?)parameter!["in"] == "query" && (string?)parameter["name"] == name);
        }
        var schema = operation["requestBody"]?["content"]?["application/json"]?["schema"];
        Assert.Equal(schema is null, body is null);
        if (schema is not null) Check(schema, body, $"{method} {path} request");
    }

    public void CheckAnswer(string method, string path, int status, JsonNode body)
    {
        var answers = Operation(method, path)["responses"]!;
        var answer = answers[$"{status}"] ?? answers[status < 500 ? "4XX" : "default"] ?? answers["default"];
        Check(answer!["content"]!["application/json"]!["schema"]!, body, $"{method} {path} answer {status}");
    }

    private JsonObject Operation(string method, string path)
    {
        foreach (var (template, operations) in _document["paths"]!.AsObject())
        {
            var (expected, actual) = (template.Split('/'), path.Split('/'));
            if (expected.Length == actual.Length && expected.Zip(actual).All(part => part.First == part.Second || part.First.StartsWith('{'))
                && operations![method.ToLowerInvariant()] is JsonObject operation) return operation;
        }
        throw new Xunit.Sdk.XunitException($"Qdrant has no {method} {path}.");
    }

    private void Check(JsonNode schema, JsonNode? value, string place)
    {
        var problem = Problem(schema, value, place);
        Assert.True(problem is null, problem);
    }

    // The first thing that does not fit, or null.
    private string? Problem(JsonNode schema, JsonNode? value, string place)
    {
        if (schema["$ref"] is { } reference)
            return Problem(_document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!, value, place);
        if (value is null)
            return (bool?)schema["nullable"] == true || schema["anyOf"]?.AsArray().Any(s => Problem(s!, value, place) is null) == true ? null : $"{place} is null";
        foreach (var choice in (string[])["anyOf", "oneOf"])
        {
            if (schema[choice] is not JsonArray schemas) continue;
            var problems = schemas.Select(s => (bool?)s!["nullable"] == true && s["type"] is null ? $"{place} is not null" : Problem(s, value, place)).ToList();
            if (problems.All(problem => problem is not null)) return string.Join("; or ", problems);
        }
        if (schema["allOf"] is JsonArray all && all.Select(s => Problem(s!, value, place)).FirstOrDefault(p => p is not null) is { } wrong) return wrong;
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value))) return $"{place} is {value}";
        return (string?)schema["type"] switch
        {
            null => null,
            "object" => value is JsonObject o ? ObjectProblem(schema, o, place) : $"{place} is no object",
            "array" => value is JsonArray a ? ArrayProblem(schema, a, place) : $"{place} is no array",
            "string" => value.GetValueKind() == System.Text.Json.JsonValueKind.String ? StringProblem(schema, (string)value!, place) : $"{place} is no string",
            "boolean" => value.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False ? null : $"{place} is no boolean",
            var number => NumberProblem(schema, value, place, whole: number == "integer"),
        };
    }

    private string? ObjectProblem(JsonNode schema, JsonObject value, string place)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!value.ContainsKey((string)required!)) return $"{place} lacks {required}";
        }
        foreach (var (name, member) in value)
        {
            var known = schema["properties"]?[name];
            var other = schema["additionalProperties"];
            // Names that the description does not have are taken for mistakes, unless it says what they hold.
            if (known is null && (other is null or JsonValue) && schema["properties"] is not null && (other is null || !(bool)other!)) return $"{place} has {name}";
            if ((known ?? other as JsonObject) is { } of && Problem(of, member, $"{place}.{name}") is { } problem) return problem;
        }
        return null;
    }

    private string? ArrayProblem(JsonNode schema, JsonArray value, string place)
    {
        if (schema["items"] is not { } items) return null;
        return value.Select((member, i) => Problem(items, member, $"{place}[{i}]")).FirstOrDefault(problem => problem is not null);
    }

    private static string? StringProblem(JsonNode schema, string value, string place) => (string?)schema["format"] switch
    {
        "uuid" => Guid.TryParse(value, out _) ? null : $"{place} is no UUID",
        "date-time" => DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) ? null : $"{place} is no time",
        _ => null,
    };

    private static string? NumberProblem(JsonNode schema, JsonNode value, string place, bool whole)
    {
        if (value.GetValueKind() != System.Text.Json.JsonValueKind.Number) return $"{place} is no number";
        var number = double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
        if (whole && number != Math.Floor(number)) return $"{place} is not whole";
        return number < ((double?)schema["minimum"] ?? double.MinValue) ? $"{place} is too small" : null;
    }
}
