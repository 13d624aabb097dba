using System.Text.Json;
using Rag.Benchmarks.Audio;
using Rag.Benchmarks.Encoders;
using Rag.Benchmarks.Pictures;
using Rag.Benchmarks.Text;
using Rag.Benchmarks.Training;

// encoder [memory]   the encoder of src/Encoders beside ONNX Runtime, as JSON; what many passes add to the process
// step transformer|resnet|memory   one training step, or the memory it takes
// loss TEXT      what a model has learned of a text after 500 steps, in both precisions, in some minutes
// sound          features and states of an hour of sound, in a minute or two
// pictures FOLDER   decoding the files of each folder below, in milliseconds as JSON
// tokens TOKENIZER.JSON TEXT   encoding a text, on one thread
if (args is ["encoder"])
{
    Console.WriteLine(JsonSerializer.Serialize(EncoderTimes.Run(), EncoderTimes.Json));
}
else if (args is ["encoder", "memory"])
{
    Console.WriteLine($"10,000 passes more: process {EncoderTimes.Growth() / 1e6:f2} MB");
}
else if (args is ["step", "transformer"] or ["step", "resnet"])
{
    foreach (var speed in args[1] == "resnet" ? StepBenchmark.Residual() : StepBenchmark.Transformer())
        Console.WriteLine($"{speed.Name}: {speed.Milliseconds:f1} ms, {speed.Gflops:f1} GFLOP/s");
}
else if (args is ["step", "memory"])
{
    Console.WriteLine($"1,000 steps more: process {StepBenchmark.Growth() / 1e6:f2} MB");
}
else if (args is ["loss", var learned])
{
    foreach (var (precision, loss) in LossBenchmark.Run(learned)) Console.WriteLine($"products in {precision}: loss {loss:f4} after 500 steps");
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
    Console.Error.WriteLine("Which one? encoder [memory], step transformer|resnet|memory, loss TEXT, sound, pictures FOLDER, tokens TOKENIZER.JSON TEXT");
    return 2;
}
return 0;
