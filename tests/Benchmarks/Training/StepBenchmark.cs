using System.Diagnostics;
using Rag.Torch.Kernels.Benchmarks;
using Rag.Torch.Kernels.Buffers;

namespace Rag.Benchmarks.Training;

/// <summary>Training steps beside the machine's multiply-add peak, measured in the same run, and the memory they take.</summary>
internal static class StepBenchmark
{
    private const double Patience = 10; // seconds

    /// <summary>A step of the six-layer model: 6 x parameters x tokens as a share of the peak, with and without the embeddings.</summary>
    public static IReadOnlyList<StepSpeed> Transformer()
    {
        using var model = CausalModel.OfSixLayers();
        using var step = model.Step();
        var all = Time("transformer, 6 layers of 256, 16 x 128 tokens", model.Operations, step);
        var multiplied = model.MultipliedOperations / model.Operations;
        return [all, all with { Name = "the same, embeddings not counted", Gflops = all.Gflops * multiplied, Share = all.Share * multiplied }];
    }

    /// <summary>A step over 64 pictures of 96 x 96: three times the convolutions' multiply-adds, two operations each.</summary>
    public static IReadOnlyList<StepSpeed> Residual()
    {
        const int pictures = 64, size = 96;
        using var model = new ResidualNet();
        using var images = torch.randn(pictures, 3, size, size);
        using var classes = torch.randint(10, [pictures]);
        using var step = new TrainingStep(model, () => nn.functional.cross_entropy(model.call(images), classes));
        return [Time("residual net, 64 pictures of 96 x 96", 3 * 2 * pictures * ResidualNet.MultiplyAdds(size), step)];
    }

    /// <summary>
    /// The most memory steps of the six-layer model held at once, scratch included, beside 16 bytes a parameter (itself, its
    /// gradient and two moments) and <see cref="CausalModel.ActivationBytes"/>.
    /// </summary>
    public static StepMemory Memory()
    {
        BufferPool.Trim();
        var others = Held();
        using var model = CausalModel.OfSixLayers();
        using var step = model.Step();
        for (var i = 0; i < 10; i++) step.Run();
        return new StepMemory(Held() - others, (16 * model.Parameters) + model.ActivationBytes);
    }

    /// <summary>What a thousand steps of a small model add to the memory that the first hundred hold.</summary>
    public static StepGrowth Growth()
    {
        using var model = new CausalModel(layers: 2, width: 64, heads: 2, vocabulary: 64, batch: 4, length: 32);
        using var step = model.Step();
        for (var i = 0; i < 100; i++) step.Run();
        var (tensors, process) = (Held(), Resident());
        for (var i = 0; i < 1000; i++) step.Run();
        return new StepGrowth(Held() - tensors, Resident() - process);
    }

    private static StepSpeed Time(string name, double operations, TrainingStep step)
    {
        var peak = MachineProbe.Measure().PeakGflops;
        var seconds = Stopwatches.Best(step.Run, Patience);
        // Neighbours come and go: the better of two probes is the machine's.
        peak = Math.Max(peak, MachineProbe.Measure().PeakGflops);
        return new StepSpeed(name, seconds * 1e3, operations / seconds / 1e9, operations / seconds / 1e9 / peak);
    }

    /// <summary>Bytes taken from the system for tensors and scratch, in use or kept for the next request.</summary>
    private static long Held() => BufferPool.RentedBytes + BufferPool.IdleBytes;

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}

/// <param name="Share">Of the multiply-add peak.</param>
internal sealed record StepSpeed(string Name, double Milliseconds, double Gflops, double Share);

/// <param name="Bytes">Held at most.</param>
/// <param name="Needed">By the formula.</param>
internal sealed record StepMemory(long Bytes, long Needed);

/// <param name="Tensors">Bytes more of native memory.</param>
/// <param name="Process">Bytes more of the whole process.</param>
internal sealed record StepGrowth(long Tensors, long Process);
