namespace Rag.Encoders.Checkpoints;

/// <summary>
/// Where a tensor lies in a file: <paramref name="Length"/> bytes from <paramref name="Offset"/> on, counted from the end of
/// the header. <paramref name="Shape"/> is empty for a single number.
/// </summary>
public sealed record TensorEntry(string Name, TensorType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>As messages show it: name, type and shape.</summary>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}
