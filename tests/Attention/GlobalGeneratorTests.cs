using System.Text.RegularExpressions;

namespace Rag.Tests.Attention;

public sealed partial class GlobalGeneratorTests
{
    [Fact]
    public void Whoever_seeds_the_global_generator_has_no_neighbours()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Benchmarks{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Text: File.ReadAllText(file)))
            .Where(source => source.Name != nameof(GlobalGeneratorTests)).ToList();
        var fixtures = sources.Where(source => !IsTest(source.Name) && Seeds().IsMatch(source.Text)).Select(source => source.Name).ToHashSet();
        var careless = sources
            .Where(source => IsTest(source.Name) && (Seeds().IsMatch(source.Text) || Made().Matches(source.Text).Any(made => fixtures.Contains(made.Groups["type"].Value))))
            .Where(source => !source.Text.Contains("[Collection(GlobalGenerator.Name)]", StringComparison.Ordinal))
            .Select(source => source.Name);

        Assert.Contains("SmallReader", fixtures);
        Assert.Empty(careless);
    }

    private static bool IsTest(string file) => file.EndsWith("Tests", StringComparison.Ordinal);

    // A training loop seeds it before each step.
    [GeneratedRegex(@"torch\.manual_seed|new TrainingLoop\(")]
    private static partial Regex Seeds();

    [GeneratedRegex(@"\b(?<type>[A-Z]\w+)[ \w]*= new\(|\bnew (?<type>[A-Z]\w+)\(")]
    private static partial Regex Made();
}
