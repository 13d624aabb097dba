using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Threads;

/// <summary>
/// Threads that stay alive between kernels. A range is cut into parts of <c>grain</c> items, which the caller and the
/// workers take from one counter; the caller never waits for a worker that has not begun. Handing work over allocates
/// nothing. Workers spin for some tens of microseconds after a job, then sleep.
/// </summary>
/// <remarks>
/// Calls from inside a kernel, and calls while another thread uses the team, run inline on the calling thread.
/// </remarks>
internal sealed unsafe class ThreadTeam : IDisposable
{
    private const long Open = 1L << 31;
    private const long ActiveMask = Open - 1;

    [ThreadStatic]
    private static bool _inside;

    private readonly Lock _gate = new();
    private TeamWorker[] _workers = [];

    // Written by the caller while no worker is active.
    private delegate*<void*, int, int, void> _run;
    private void* _kernel;
    private int _count;
    private int _grain;
    private ExceptionDispatchInfo? _error;

    // Apart from the fields above and from each other: both are written while the others are read.
    private PaddedLong _next;

    /// <summary>Job number in the upper half, then whether it may be joined, then how many workers are in it.</summary>
    private PaddedLong _state;

    public ThreadTeam(int threads) => Start(threads);

    /// <summary>The team all kernels use: one thread a processor unless set otherwise.</summary>
    public static ThreadTeam Shared { get; } = new(Environment.ProcessorCount);

    /// <summary>Threads that work on a range, the caller included; at least 1.</summary>
    public int Threads
    {
        get => _workers.Length + 1;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (_gate)
            {
                Stop();
                Start(value);
            }
        }
    }

    internal int JobNumber => (int)(Volatile.Read(ref _state.Value) >> 32);

    /// <summary>
    /// Runs <paramref name="kernel"/> over 0..<paramref name="count"/> in parts of <paramref name="grain"/> items and
    /// returns when all are done. The first exception of a part is thrown here; parts not yet begun are then left out.
    /// </summary>
    public void For<K>(in K kernel, int count, int grain = 1) where K : struct, IKernel
    {
        if (count <= 0) return;
        if (_workers.Length == 0 || count <= grain || _inside || !_gate.TryEnter())
        {
            Widest.Run(in kernel, 0, count);
            return;
        }
        _inside = true;
        Share(in kernel, count, Math.Max(1, grain));
        var error = _error;
        _inside = false;
        _gate.Exit();
        error?.Throw();
    }

    /// <summary>As <see cref="For{K}"/>, in as many equal parts as there are threads.</summary>
    public void ForEven<K>(in K kernel, int count) where K : struct, IKernel =>
        For(in kernel, count, (count + Threads - 1) / Threads);

    /// <summary>Waits for running work and ends the workers.</summary>
    public void Dispose()
    {
        lock (_gate) Stop();
    }

    /// <summary>Takes part in job <paramref name="number"/> if it still runs.</summary>
    internal void Join(int number)
    {
        long state;
        do
        {
            state = Volatile.Read(ref _state.Value);
            if ((int)(state >> 32) != number || (state & Open) == 0) return;
        }
        while (Interlocked.CompareExchange(ref _state.Value, state + 1, state) != state);
        _inside = true;
        Drain();
        Interlocked.Decrement(ref _state.Value);
    }

    private static void Invoke<K>(void* kernel, int from, int to) where K : struct, IKernel =>
        Widest.Run(in Unsafe.AsRef<K>(kernel), from, to);

    private void Share<K>(in K kernel, int count, int grain) where K : struct, IKernel
    {
        var local = kernel; // on this stack frame, which outlives the job
        _run = &Invoke<K>;
        _kernel = Unsafe.AsPointer(ref local);
        _count = count;
        _grain = grain;
        _error = null;
        _next.Value = 0;
        Interlocked.Exchange(ref _state.Value, ((long)(JobNumber + 1) << 32) | Open);
        int helpers = Math.Min(_workers.Length, (count - 1) / grain);
        for (int i = 0; i < helpers; i++) _workers[i].Wake();
        Drain();
        Interlocked.And(ref _state.Value, ~Open);
        for (int spins = 0; (Volatile.Read(ref _state.Value) & ActiveMask) != 0; spins++)
        {
            if (spins < 1000) Thread.SpinWait(1);
            else Thread.Yield();
        }
    }

    private void Drain()
    {
        try
        {
            while (true)
            {
                long from = Interlocked.Add(ref _next.Value, _grain) - _grain;
                if (from >= _count) return;
                _run(_kernel, (int)from, (int)Math.Min(from + _grain, _count));
            }
        }
        catch (Exception e) when (Record(e))
        {
        }
    }

    private bool Record(Exception e)
    {
        Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(e), null);
        Interlocked.Exchange(ref _next.Value, _count);
        return true;
    }

    private void Start(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _workers = new TeamWorker[threads - 1];
        for (int i = 0; i < _workers.Length; i++) _workers[i] = new TeamWorker(this, i + 1);
    }

    private void Stop()
    {
        foreach (var worker in _workers) worker.Dispose();
        _workers = [];
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 192)]
    private struct PaddedLong
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        public long Value;
    }
}
