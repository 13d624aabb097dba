using System.Text.Json;
using Rag.Encoders.Text;
using Rag.Torch.Kernels.Benchmarks;

namespace Rag.Benchmarks.Encoders;

/// <summary>The encoder's forward pass at the shapes peers/onnxruntime.mjs measures.</summary>
public static class EncoderTimes
{
    public static JsonSerializerOptions Json { get; } =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Written straight on the kernels: what they can do.</summary>
    public static IReadOnlyList<EncoderTime> OnKernels()
    {
        using var encoder = new Encoder();
        return Measure((batch, tokens) => encoder.Forward(batch, tokens));
    }

    /// <summary>The encoder of src/Encoders, embeddings included: what users get.</summary>
    public static IReadOnlyList<EncoderTime> OnBert()
    {
        using var encoder = new BertEncoder(new BertOptions(Vocabulary: 30522, Positions: 512, Layers: 6, new(Width: 384, Heads: 12, Inner: 1536)));
        encoder.eval();
        using var mode = torch.inference_mode();
        using var ids = torch.randint(0, 30522, [16, 128]).to_type(int64);
        return Measure((batch, tokens) =>
        {
            using var scope = torch.NewDisposeScope();
            encoder.forward(ids[..batch, ..tokens]);
        });
    }

    private static List<EncoderTime> Measure(Action<int, int> forward)
    {
        var times = new List<EncoderTime>();
        foreach (var (batch, tokens) in new[] { (1, 16), (1, 128), (16, 128) })
        {
            double seconds = Stopwatches.Best(() => forward(batch, tokens), patience: 3);
            times.Add(new(batch, tokens, seconds * 1e3, Encoder.Operations(batch, tokens) / seconds / 1e9));
        }
        return times;
    }
}

public sealed record EncoderTime(int Batch, int Tokens, double Milliseconds, double Gflops);
