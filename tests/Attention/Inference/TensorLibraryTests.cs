using Rag.Attention.Inference;

namespace Rag.Tests.Attention.Inference;

public sealed class TensorLibraryTests
{
    [Fact]
    public void It_loads_here() => TensorLibrary.Load();

    [Fact]
    public void A_processor_without_AVX2_is_refused_in_one_line()
    {
        var error = Assert.Throws<TensorLibraryException>(() => TensorLibrary.Load(false, _ => true, () => Assert.Fail("it would end the process")));
        Assert.Contains("AVX2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_missing_is_refused_in_one_line()
    {
        var error = Assert.Throws<TensorLibraryException>(() => TensorLibrary.Load(true, _ => true, () => throw new TypeInitializationException("torch", new DllNotFoundException("a\nb"))));
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("install rag again", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("torch_cpu")]
    [InlineData("LibTorchSharp")]
    public void TorchSharp_is_not_sent_to_look_for_a_library_that_is_missing(string missing)
    {
        var error = Assert.Throws<TensorLibraryException>(() => TensorLibrary.Load(true, library => library != missing, () => Assert.Fail("it would search the disk")));
        Assert.Contains("install rag again", error.Message, StringComparison.Ordinal);
    }
}
