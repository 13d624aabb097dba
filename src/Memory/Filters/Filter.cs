using System.Globalization;

namespace Rag.Memory.Filters;

/// <summary>What of an item a <see cref="Filter"/> looks at.</summary>
/// <param name="Kind">Which of the item's own fields, or its metadata.</param>
/// <param name="Name">The name of an entry of its metadata, else empty.</param>
public readonly record struct Field(FieldKind Kind, string Name)
{
    /// <summary><see cref="Item.Source"/>.</summary>
    public static Field Source { get; } = new(FieldKind.Source, "");

    /// <summary><see cref="Item.Modality"/>, by its English name in lower case.</summary>
    public static Field Modality { get; } = new(FieldKind.Modality, "");

    /// <summary>An entry of <see cref="Item.Metadata"/>.</summary>
    public static Field Metadata(string name) => new(FieldKind.Metadata, name ?? throw new ArgumentNullException(nameof(name)));

    /// <summary>The field's value, or null where the item has none.</summary>
    internal string? Of(Item item) => Kind switch
    {
        FieldKind.Source => item.Source,
        FieldKind.Modality => NameOf(item.Modality),
        _ => item.Metadata.GetValueOrDefault(Name),
    };

    internal static string NameOf(Modality modality) => modality.ToString().ToLowerInvariant();
}

/// <summary>The fields that a <see cref="Filter"/> looks at.</summary>
public enum FieldKind
{
    /// <summary>An entry of the metadata.</summary>
    Metadata,

    /// <summary>The source.</summary>
    Source,

    /// <summary>The modality.</summary>
    Modality,
}

/// <summary>Which items a search may find. A field that an item does not have fits nothing.</summary>
public abstract record Filter
{
    private protected Filter()
    {
    }

    /// <summary>Whether the item may be found.</summary>
    public abstract bool Matches(Item item);

    /// <summary>Items whose field has this very value.</summary>
    public static Filter Equal(Field field, string value) => new OneOf(field, [value]);

    /// <summary>Items that all the filters let through.</summary>
    public static Filter All(params Filter[] filters) => new AllOf(filters);
}

/// <summary>Items whose field has one of these very values.</summary>
public sealed record OneOf(Field Field, IReadOnlyCollection<string> Values) : Filter
{
    /// <inheritdoc/>
    public override bool Matches(Item item) => Field.Of(item) is { } value && Values.Contains(value);
}

/// <summary>Items whose field begins with this text, compared code unit by code unit.</summary>
public sealed record StartsWith(Field Field, string Prefix) : Filter
{
    /// <inheritdoc/>
    public override bool Matches(Item item) => Field.Of(item)?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}

/// <summary>Items whose metadata entry is a number from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
/// <param name="Name">The entry's name.</param>
/// <param name="From">The least, or null for no bound.</param>
/// <param name="To">The most, or null for no bound.</param>
public sealed record Between(string Name, double? From, double? To) : Filter
{
    /// <inheritdoc/>
    public override bool Matches(Item item) => item.Metadata.TryGetValue(Name, out var value) && Matches(value);

    internal bool Matches(ReadOnlySpan<char> value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && !(number < From) && !(number > To) && !double.IsNaN(number);
}

/// <summary>Items whose <see cref="Item.Time"/> is from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
/// <param name="From">The earliest, or null for no bound.</param>
/// <param name="To">The latest, or null for no bound.</param>
public sealed record During(DateTimeOffset? From, DateTimeOffset? To) : Filter
{
    /// <inheritdoc/>
    public override bool Matches(Item item) => item.Time is { } time && !(time < From) && !(time > To);
}

/// <summary>Items that all these filters let through; all items where there is none.</summary>
public sealed record AllOf(IReadOnlyCollection<Filter> Filters) : Filter
{
    /// <inheritdoc/>
    public override bool Matches(Item item) => Filters.All(filter => filter.Matches(item));
}
