namespace Rag.Memory.Tests.Qdrant;

/// <summary>Tests that measure the managed heap, which all of a process share: they run without neighbours.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ManagedHeap
{
    public const string Name = "Managed heap";
}
