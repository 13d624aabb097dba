using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Rag.Files.Documents.Rst;

/// <summary>What becomes of a directive.</summary>
internal enum RstDirectiveKind
{
    /// <summary>Its content is text like any other; what follows its name is a title, if it has content.</summary>
    Body,

    /// <summary>Nothing of it is text.</summary>
    Dropped,

    /// <summary>A note, which begins on the line of its name.</summary>
    Note,

    /// <summary>A version, and what came with it.</summary>
    Version,

    /// <summary>Lines of code.</summary>
    Code,

    /// <summary>A function, an option or anything else with a name, and what it does.</summary>
    Object,

    /// <summary>A picture, with its alternative text and its caption.</summary>
    Picture,

    /// <summary>A title alone.</summary>
    Title,

    /// <summary>Rows written as a list of lists.</summary>
    ListTable,

    /// <summary>Rows written as comma-separated values.</summary>
    CsvTable,
}

/// <summary>The directives of docutils and Sphinx by their names.</summary>
internal static partial class RstDirective
{
    private static readonly FrozenDictionary<string, RstDirectiveKind> _kinds = Table(
        (RstDirectiveKind.Dropped, "toctree contents sectnum section-numbering index currentmodule module program highlight highlightlang meta"
            + " raw include literalinclude default-role role target-notes tabularcolumns rst-class testsetup testcleanup default-domain"
            + " sectionauthor moduleauthor codeauthor title date inheritance-diagram graphviz digraph graph uml plantuml mermaid youtube"),
        (RstDirectiveKind.Note, "note warning tip hint important caution danger error attention seealso"),
        (RstDirectiveKind.Version, "versionadded versionchanged deprecated deprecated-removed versionremoved"),
        (RstDirectiveKind.Code, "code code-block sourcecode parsed-literal literal prompt console testcode testoutput doctest ipython math"
            + " productionlist"),
        (RstDirectiveKind.Object, "function method classmethod staticmethod decorator decoratormethod class exception attribute property data"
            + " constant option cmdoption envvar confval setting fixture hook signal event control state globalvar object describe macro type"
            + " struct enum enumerator member var autofunction autoclass automethod autoattribute autodata autoexception autoproperty"
            + " autodecorator http-method"),
        (RstDirectiveKind.Picture, "image figure thumbnail"),
        (RstDirectiveKind.Title, "rubric centered"),
        (RstDirectiveKind.ListTable, "list-table flat-table"),
        (RstDirectiveKind.CsvTable, "csv-table"));

    private static readonly FrozenDictionary<string, string> _labels = new Dictionary<string, string>
    {
        ["seealso"] = "See also:",
        ["versionadded"] = "Added in version",
        ["versionchanged"] = "Changed in version",
        ["versionremoved"] = "Removed in version",
        ["deprecated"] = "Deprecated since version",
        ["deprecated-removed"] = "Deprecated since version",
    }.ToFrozenDictionary();

    /// <summary>The line ".. name:: argument"; null for any other, also for one that defines a substitution.</summary>
    public static (string Name, int MarkerLength)? Find(string line) => Head().Match(line) is { Success: true } match
        ? (match.Groups["name"].Value.ToLowerInvariant(), match.Length) : null;

    /// <summary>What becomes of a directive; one of a language's domain describes an object.</summary>
    public static RstDirectiveKind KindOf(string name)
    {
        var local = name[(name.LastIndexOf(':') + 1)..];
        if (local.Length < name.Length && local.EndsWith("module", StringComparison.Ordinal)) return RstDirectiveKind.Dropped;
        return _kinds.GetValueOrDefault(local, local.Length < name.Length ? RstDirectiveKind.Object : RstDirectiveKind.Body);
    }

    /// <summary>What is put before a note or a version.</summary>
    public static string LabelOf(string name) =>
        _labels.TryGetValue(name, out var label) ? label : $"{char.ToUpperInvariant(name[0])}{name[1..]}:";

    /// <summary>A line ":name: value", which sets an option or gives a field.</summary>
    public static (string Name, int MarkerLength)? Field(string line) => FieldHead().Match(line) is { Success: true } match
        ? (match.Groups["name"].Value, match.Length) : null;

    /// <summary>How the name of a field reads: ":param int x:" is "Parameter x (int):".</summary>
    public static string FieldLabel(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (what, of) = (words[0].ToLowerInvariant(), words.Length > 1 ? words[^1] : "");
        var type = words.Length > 2 ? $" ({string.Join(' ', words[1..^1])})" : "";
        return (what, of) switch
        {
            ("param" or "parameter" or "arg" or "argument" or "key" or "keyword", not "") => $"Parameter {of}{type}:",
            ("type", not "") => $"Type of {of}:",
            ("raises" or "raise" or "except" or "exception", not "") => $"Raises {of}:",
            ("var" or "ivar" or "cvar", not "") => $"Variable {of}{type}:",
            ("return" or "returns", "") => "Returns:",
            ("rtype", "") => "Return type:",
            _ => $"{char.ToUpperInvariant(name[0])}{name[1..]}:",
        };
    }

    private static FrozenDictionary<string, RstDirectiveKind> Table(params (RstDirectiveKind Kind, string Names)[] kinds) =>
        kinds.SelectMany(kind => kind.Names.Split(' ').Select(name => (name, kind.Kind))).DistinctBy(pair => pair.name)
            .ToFrozenDictionary(pair => pair.name, pair => pair.Kind);

    [GeneratedRegex(@"^\.\. +(?<name>[A-Za-z0-9]+(?:[-_+:.][A-Za-z0-9]+)*) ?::(?=\s|$)")]
    private static partial Regex Head();

    [GeneratedRegex(@"^:(?<name>[^\s:`][^:`]*):(?=\s|$)")]
    private static partial Regex FieldHead();
}
