using Rag.Lab.Experiments;

namespace Rag.Lab;

/// <summary>All experiments, in the order in which they build on each other.</summary>
public static class Catalogue
{
    /// <summary>Every experiment once.</summary>
    public static IReadOnlyList<IExperiment> All { get; } =
    [
        new WorkedExample(),
    ];
}
