using System.Diagnostics;
using Rag.Attention.Inference;

namespace Rag.Benchmarks.Training;

/// <summary>How long training steps take, and whether their memory grows.</summary>
internal static class StepBenchmark
{
    private const double Patience = 10; // seconds

    /// <summary>A step of the six-layer model: 6 x parameters x tokens, with products in float32 and in bfloat16.</summary>
    public static IReadOnlyList<StepSpeed> Transformer()
    {
        return [.. new[] { Precision.Fp32, Precision.Bf16 }.Select(precision =>
        {
            using var model = CausalModel.OfSixLayers();
            using var step = model.Step(precision);
            return Time($"transformer, 6 layers of 256, 16 x 128 tokens, products in {precision}", model.Operations, step);
        })];
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

    /// <summary>Bytes that a thousand steps of a small model add to the process after the first hundred.</summary>
    public static long Growth()
    {
        using var model = new CausalModel(layers: 2, width: 64, heads: 2, vocabulary: 64, batch: 4, length: 32);
        using var step = model.Step(Precision.Fp32);
        for (var i = 0; i < 100; i++) step.Run();
        var before = Resident();
        for (var i = 0; i < 1000; i++) step.Run();
        return Resident() - before;
    }

    private static StepSpeed Time(string name, double operations, TrainingStep step)
    {
        var seconds = Stopwatches.Best(step.Run, Patience);
        return new StepSpeed(name, seconds * 1e3, operations / seconds / 1e9);
    }

    /// <summary>Bytes of the process in memory.</summary>
    public static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}

internal sealed record StepSpeed(string Name, double Milliseconds, double Gflops);
