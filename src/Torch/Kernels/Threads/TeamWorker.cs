namespace Rag.Torch.Kernels.Threads;

/// <summary>A thread of a <see cref="ThreadTeam"/>: spins for the next job, then sleeps until woken.</summary>
internal sealed class TeamWorker : IDisposable
{
    private const int SpinsBeforeSleep = 3000; // about a tenth of a millisecond

    private readonly ThreadTeam _team;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private int _asleep;
    private volatile bool _stopping;

    public TeamWorker(ThreadTeam team, int number)
    {
        _team = team;
        _thread = new Thread(Work) { IsBackground = true, Name = $"Rag kernels {number}" };
        _thread.Start(team.JobNumber);
    }

    /// <summary>Called after a job was published; costs one read where the worker is awake.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1) _wake.Release();
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        Interlocked.MemoryBarrier();
        Wake();
        _thread.Join();
        _wake.Dispose();
    }

    private void Work(object? lastJob)
    {
        int seen = (int)lastJob!;
        while (true)
        {
            for (int spins = 0; _team.JobNumber == seen && !_stopping; spins++)
            {
                if (spins < SpinsBeforeSleep) Thread.SpinWait(1);
                else Sleep(seen);
            }
            if (_stopping) return;
            seen = _team.JobNumber;
            _team.Join(seen);
        }
    }

    /// <summary>Sleeps unless a job came in between; whoever clears the flag first decides whether a wake-up is owed.</summary>
    private void Sleep(int seen)
    {
        Interlocked.Exchange(ref _asleep, 1);
        bool stay = _team.JobNumber == seen && !_stopping;
        if (stay || Interlocked.Exchange(ref _asleep, 0) == 0) _wake.Wait();
    }
}
