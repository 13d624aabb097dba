using System.Text.Json;
using BenchmarkDotNet.Running;
using Rag.Benchmarks.Audio;
using Rag.Benchmarks.Encoders;
using Rag.Benchmarks.Pictures;
using Rag.Benchmarks.Text;
using Rag.Benchmarks.Training;
using Rag.Torch.Kernels.Benchmarks;

// kernels        every kernel beside the machine's peak, in about a minute
// encoder        the encoder that peers/ runs elsewhere, as JSON
// step transformer|resnet|memory   one training step beside the machine's peak, or the memory it takes
// sound          features and states of an hour of sound, in a minute or two
// pictures FOLDER   decoding the files of each folder below, in milliseconds as JSON
// tokens TOKENIZER.JSON TEXT   encoding a text, on one thread
// anything else  BenchmarkDotNet's own arguments, for example --filter *Gemm*
if (args is ["kernels"])
{
    foreach (var f in KernelBenchmark.Run())
        Console.WriteLine($"{f.Threads} {f.Name,-36} {f.Value,8:f1} {f.Unit,-8} {f.Share,5:p0}");
}
else if (args is ["encoder"])
{
    var results = new { Kernels = EncoderTimes.OnKernels(), Bert = EncoderTimes.OnBert() };
    Console.WriteLine(JsonSerializer.Serialize(new { runtime = "Rag.Torch", results }, EncoderTimes.Json));
}
else if (args is ["step", "transformer"] or ["step", "resnet"])
{
    foreach (var speed in args[1] == "resnet" ? StepBenchmark.Residual() : StepBenchmark.Transformer())
        Console.WriteLine($"{speed.Name}: {speed.Milliseconds:f1} ms, {speed.Gflops:f1} GFLOP/s, {speed.Share:p1} of the peak");
}
else if (args is ["step", "memory"])
{
    var memory = StepBenchmark.Memory();
    Console.WriteLine($"held at most {memory.Bytes / 1e6:f1} MB, needed {memory.Needed / 1e6:f1} MB: {(double)memory.Bytes / memory.Needed:f2} times");
    var growth = StepBenchmark.Growth();
    Console.WriteLine($"1,000 steps more: tensors {growth.Tensors / 1e6:f2} MB, process {growth.Process / 1e6:f2} MB");
}
else if (args is ["sound"])
{
    foreach (var time in SoundBenchmark.Run())
        Console.WriteLine($"{time.Name,-30} {time.Seconds,7:f2} s, {time.RealTimes,6:f0} times real time");
}
else if (args is ["pictures", var folder])
{
    Console.WriteLine(JsonSerializer.Serialize(PictureBenchmark.Run(folder), EncoderTimes.Json));
}
else if (args is ["tokens", var tokenizer, var text])
{
    var (speed, tokens, characters) = TokenizerBenchmark.Run(tokenizer, text);
    Console.WriteLine($"{speed:f1} MB/s; {characters} characters are {tokens} tokens, {(double)tokens / characters:f3} a character");
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(EncoderTimes).Assembly).Run(args);
}
