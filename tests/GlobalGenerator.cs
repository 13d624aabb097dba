namespace Rag.Tests;

/// <summary>Tests whose numbers follow from the global generator (torch.manual_seed): no other test may draw from it meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GlobalGenerator
{
    public const string Name = "global generator";
}
