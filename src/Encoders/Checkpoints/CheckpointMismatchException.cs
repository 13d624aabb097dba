namespace Rag.Encoders.Checkpoints;

/// <summary>A checkpoint's tensors are not those of the model; its message names the first dozen of each kind.</summary>
/// <param name="missing">Names the model wants and the checkpoint lacks.</param>
/// <param name="unexpected">Names the checkpoint has and the model does not want.</param>
/// <param name="misshapen">Names both have in different shapes, with the shapes.</param>
public sealed class CheckpointMismatchException(
    string path, IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> misshapen)
    : CheckpointException(path, "the weights do not fit the model: " + string.Join("; ", Lists(missing, unexpected, misshapen)))
{
    private const int MostNamed = 12;

    /// <summary>Names the model wants and the checkpoint lacks.</summary>
    public IReadOnlyList<string> Missing { get; } = missing;

    /// <summary>Names the checkpoint has and the model does not want.</summary>
    public IReadOnlyList<string> Unexpected { get; } = unexpected;

    /// <summary>Names both have in different shapes, with the shapes.</summary>
    public IReadOnlyList<string> Misshapen { get; } = misshapen;

    private static IEnumerable<string> Lists(
        IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> misshapen)
    {
        if (missing.Count > 0) yield return $"missing {List(missing)}";
        if (unexpected.Count > 0) yield return $"unexpected {List(unexpected)}";
        if (misshapen.Count > 0) yield return $"of another shape {List(misshapen)}";
    }

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
