using System.Text.RegularExpressions;

namespace Rag.Tests.Attention;

public sealed partial class GlobalGeneratorTests
{
    [Fact]
    public void Whoever_seeds_the_global_generator_has_no_neighbours()
    {
        var careless = Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var source
                && Path.GetFileName(file) != $"{nameof(GlobalGeneratorTests)}.cs" && Seeds().IsMatch(source)
                && !source.Contains("[Collection(GlobalGenerator.Name)]", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        Assert.Empty(careless);
    }

    // A training loop seeds it before each step.
    [GeneratedRegex(@"torch\.manual_seed|new TrainingLoop\(")]
    private static partial Regex Seeds();
}
