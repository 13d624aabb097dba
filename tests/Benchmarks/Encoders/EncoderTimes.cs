using System.Text.Json;
using Rag.Torch.Kernels.Benchmarks;

namespace Rag.Benchmarks.Encoders;

/// <summary>The encoder's forward pass at the shapes peers/onnxruntime.mjs measures.</summary>
public static class EncoderTimes
{
    public static JsonSerializerOptions Json { get; } =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static IReadOnlyList<EncoderTime> Measure()
    {
        using var encoder = new Encoder();
        var times = new List<EncoderTime>();
        foreach (var (batch, tokens) in new[] { (1, 16), (1, 128), (16, 128) })
        {
            double seconds = Stopwatches.Best(() => encoder.Forward(batch, tokens), patience: 3);
            times.Add(new(batch, tokens, seconds * 1e3, Encoder.Operations(batch, tokens) / seconds / 1e9));
        }
        return times;
    }
}

public sealed record EncoderTime(int Batch, int Tokens, double Milliseconds, double Gflops);
