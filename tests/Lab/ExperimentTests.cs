namespace Rag.Lab.Tests;

/// <summary>Every claim of the lab is a test. The experiments train small models, so together they take minutes.</summary>
[Trait("Speed", "Slow")]
[Collection(GlobalGenerator.Name)]
public sealed class ExperimentTests
{
    public static TheoryData<string> Names => [.. Catalogue.All.Select(experiment => experiment.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_claim_holds(string name)
    {
        var finding = Catalogue.Run(Catalogue.All.Single(experiment => experiment.Name == name));
        Assert.All(finding.Measurements, row => Assert.True(row.Held, $"{row.What}: measured {row.Measured}, predicted {row.Predicted}"));
    }
}
