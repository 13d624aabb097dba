using System.Text.Json;
using BenchmarkDotNet.Running;
using Rag.Benchmarks.Encoders;
using Rag.Torch.Kernels.Benchmarks;

// kernels        every kernel beside the machine's peak, in about a minute
// encoder        the encoder that peers/ runs elsewhere, as JSON
// anything else  BenchmarkDotNet's own arguments, for example --filter *Gemm*
if (args is ["kernels"])
{
    foreach (var f in KernelBenchmark.Run())
        Console.WriteLine($"{f.Threads} {f.Name,-36} {f.Value,8:f1} {f.Unit,-8} {f.Share,5:p0}");
}
else if (args is ["encoder"])
{
    var results = EncoderTimes.Measure();
    Console.WriteLine(JsonSerializer.Serialize(new { runtime = "Rag.Torch.Kernels", results }, EncoderTimes.Json));
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(EncoderTimes).Assembly).Run(args);
}
