using Rag.Attention.Inference;

namespace Rag.Tests.Attention.Inference;

public sealed class WaitPolicyTests
{
    [Fact]
    public void Threads_wait_asleep_unless_the_user_says_otherwise()
    {
        var own = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY");
        var usual = OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is not null ? null : "passive";

        Assert.Equal(own ?? usual, WaitPolicy.Current);
    }
}
