namespace Rag.Tests.Torch.Signatures;

/// <summary>
/// Rag.Torch against the table of TorchSharp 0.106's members beside this file, so that model code that compiles here compiles
/// there. The table was read from TorchSharp's own assembly, built from its sources; it lists what Rag.Torch offers of it.
/// </summary>
public sealed class TorchSharpTests
{
    /// <summary>What TorchSharp has too, but declares in a base class or with a type of its own.</summary>
    private static readonly string[] _elsewhere =
    [
        "BatchNorm: get_", "BatchNorm: set_", // NormBase there
        "Convolution: set_padding", // set by its constructors there
        "Sequential: get_Item", // declared as nn.IModule there
    ];

    [Fact]
    public void Every_member_of_the_table_is_here_as_TorchSharp_has_it()
    {
        var here = Signatures.Of(typeof(torch).Assembly, "Rag.Torch");

        Assert.Empty(Table().Except(here));
    }

    [Fact]
    public void Nothing_is_offered_that_TorchSharp_does_not_have()
    {
        var here = Signatures.Of(typeof(torch).Assembly, "Rag.Torch");

        Assert.DoesNotContain(here.Except(Table()), line => !_elsewhere.Any(line.StartsWith));
    }

    private static IEnumerable<string> Table()
    {
        using var stream = typeof(TorchSharpTests).Assembly.GetManifestResourceStream("torchsharp-0.106.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
