using System.Text.Json;
using Rag.Encoders.Text;

namespace Rag.Benchmarks.Encoders;

/// <summary>A six-layer post-LN BERT encoder (width 384, 12 heads, FFN 1536), embeddings included: what users get.</summary>
public static class EncoderTimes
{
    private const int Layers = 6, Width = 384, Inner = 1536;

    public static JsonSerializerOptions Json { get; } =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static IReadOnlyList<EncoderTime> Run()
    {
        using var encoder = new BertEncoder(new BertOptions(Vocabulary: 30522, Positions: 512, Layers, new(Width, Heads: 12, Inner)));
        encoder.eval();
        using var mode = torch.inference_mode();
        using var ids = torch.randint(0, 30522, [16, 128]).to_type(int64);
        return Measure((batch, tokens) =>
        {
            using var scope = torch.NewDisposeScope();
            encoder.forward(ids[..batch, ..tokens]);
        });
    }

    private static double Operations(int batch, int tokens)
    {
        double rows = (double)batch * tokens;
        return Layers * ((2 * rows * ((4 * Width * Width) + (2 * Width * Inner))) + (4 * rows * tokens * Width));
    }

    private static List<EncoderTime> Measure(Action<int, int> forward)
    {
        var times = new List<EncoderTime>();
        foreach (var (batch, tokens) in new[] { (1, 16), (1, 128), (16, 128) })
        {
            double seconds = Stopwatches.Best(() => forward(batch, tokens), patience: 3);
            times.Add(new(batch, tokens, seconds * 1e3, Operations(batch, tokens) / seconds / 1e9));
        }
        return times;
    }
}

public sealed record EncoderTime(int Batch, int Tokens, double Milliseconds, double Gflops);
