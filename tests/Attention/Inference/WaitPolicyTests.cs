using Rag.Attention.Inference;

namespace Rag.Tests.Attention.Inference;

public sealed class WaitPolicyTests
{
    [Fact]
    public void Threads_wait_asleep_unless_the_user_says_otherwise()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "OpenMP is set by variables of the process on Unix only");
        Assert.Equal(
            Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? (Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is null ? "passive" : null), WaitPolicy.Current);
    }
}
