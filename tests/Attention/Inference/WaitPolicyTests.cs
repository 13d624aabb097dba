using Rag.Attention.Inference;

namespace Rag.Tests.Attention.Inference;

public sealed class WaitPolicyTests
{
    [Fact]
    public void Threads_wait_awake_only_shortly_unless_the_user_says_otherwise()
    {
        var own = Environment.GetEnvironmentVariable("GOMP_SPINCOUNT");
        var usual = OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null ? null : WaitPolicy.Turns;

        Assert.Equal(own ?? usual, WaitPolicy.Current);
    }
}
