using Rag.Attention.Inference;

namespace Rag.Tests.Attention.Inference;

public sealed class TensorLibraryTests
{
    [Fact]
    public void It_loads_here() => TensorLibrary.Load();

    [Fact]
    public void A_processor_without_AVX2_is_refused_in_one_line()
    {
        var error = Assert.Throws<TensorLibraryException>(() => TensorLibrary.Load(false, () => Assert.Fail("it would end the process")));
        Assert.Contains("AVX2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_missing_is_refused_in_one_line()
    {
        var error = Assert.Throws<TensorLibraryException>(() => TensorLibrary.Load(true, () => throw new TypeInitializationException("torch", new DllNotFoundException("a\nb"))));
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("install rag again", error.Message, StringComparison.Ordinal);
    }
}
