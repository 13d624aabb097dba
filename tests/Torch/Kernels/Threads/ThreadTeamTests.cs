using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Tests.Kernels.Threads;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_is_done_once(int threads)
    {
        using var team = new ThreadTeam(threads);
        for (int round = 0; round < 300; round++)
        {
            var done = new int[round];
            team.For(new Count(done), round, 1 + (round % 7));
            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Parts_run_at_the_same_time()
    {
        using var team = new ThreadTeam(2);
        for (int round = 0; round < 20; round++)
        {
            // Both parts wait for each other, so the job ends only if a second thread comes.
            using var together = new Barrier(2);
            team.For(new Meet(together), 2);
        }
    }

    [Fact]
    public void An_exception_reaches_the_caller_and_the_team_lives_on()
    {
        using var team = new ThreadTeam(3);
        for (int round = 0; round < 50; round++)
            Assert.Throws<InvalidOperationException>(() => team.For(new Fail(), 100));
        var done = new int[10];
        team.For(new Count(done), 10);
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void A_call_from_inside_a_kernel_runs_inline()
    {
        using var team = new ThreadTeam(3);
        var done = new int[8];
        team.For(new Nest(team, done), 8);
        Assert.All(done, times => Assert.Equal(8, times));
    }

    [Fact]
    public void Several_callers_may_use_one_team()
    {
        using var team = new ThreadTeam(3);
        var callers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < 500; round++)
            {
                var done = new int[20];
                team.For(new Count(done), 20);
                if (done.Any(times => times != 1)) throw new InvalidOperationException("An item was lost.");
            }
        })).ToList();
        callers.ForEach(t => t.Start());
        callers.ForEach(t => t.Join());
    }

    [Fact]
    public void The_number_of_threads_can_be_changed()
    {
        using var team = new ThreadTeam(1);
        foreach (int threads in new[] { 4, 1, 2 })
        {
            team.Threads = threads;
            Assert.Equal(threads, team.Threads);
            var done = new int[50];
            team.For(new Count(done), 50);
            Assert.All(done, times => Assert.Equal(1, times));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => team.Threads = 0);
    }

    [Fact]
    public void Handing_work_over_allocates_nothing()
    {
        using var team = new ThreadTeam(2);
        var done = new int[64];
        for (int round = 0; round < 20; round++) team.For(new Count(done), 64);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++) team.For(new Count(done), 64);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private readonly struct Count(int[] done) : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (int i = from; i < to; i++) Interlocked.Increment(ref done[i]);
        }
    }

    private readonly struct Meet(Barrier barrier) : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V> => barrier.SignalAndWait();
    }

    private readonly struct Fail : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V> =>
            throw new InvalidOperationException($"Item {from} fails.");
    }

    private readonly struct Nest(ThreadTeam team, int[] done) : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (int i = from; i < to; i++) team.For(new Count(done), 8);
        }
    }
}
