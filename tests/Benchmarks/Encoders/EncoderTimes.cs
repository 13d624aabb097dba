using System.Diagnostics;
using System.Text.Json;
using Rag.Benchmarks.Training;
using Rag.Encoders.Text;

namespace Rag.Benchmarks.Encoders;

/// <summary>
/// A six-layer post-LN BERT encoder (width 384, 12 heads, FFN 1536) as users get it, embeddings included, beside the same layers on
/// ONNX Runtime: taking turns in one run, so that neighbours disturb both alike.
/// </summary>
internal static class EncoderTimes
{
    private const int Layers = 6, Width = 384, Heads = 12, Inner = 1536, Threads = 2;
    private const double Patience = 6; // seconds a size

    public static JsonSerializerOptions Json { get; } =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static IEnumerable<EncoderTime> Run()
    {
        torch.set_num_threads(Threads);
        using var onnx = new OnnxEncoder(Layers, Width, Heads, Inner, Threads);
        using var full = Encoder(float32);
        using var half = Encoder(bfloat16);
        using var mode = torch.inference_mode();
        foreach (var (batch, tokens) in new[] { (1, 16), (1, 128), (16, 128) })
        {
            using var ids = torch.randint(0, 30522, [batch, tokens]).to_type(int64);
            using var input = onnx.Input(batch, tokens);
            var best = Best(() => onnx.Run(input), () => Forward(full, ids), () => Forward(half, ids));
            yield return new EncoderTime(batch, tokens, best[0], best[1], best[2], best[1] / best[0], best[2] / best[0]);
        }
    }

    /// <summary>Bytes that 10,000 passes over texts of changing lengths add to the process after the first 500.</summary>
    public static long Growth()
    {
        using var encoder = Encoder(bfloat16);
        using var mode = torch.inference_mode();
        Pass(500);
        var before = StepBenchmark.Resident();
        Pass(10_000);
        return StepBenchmark.Resident() - before;

        void Pass(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var ids = torch.full(1, 1 + (i * 37 % 64), 7L, int64);
                Forward(encoder, ids);
            }
        }
    }

    private static BertEncoder Encoder(ScalarType type)
    {
        var encoder = new BertEncoder(new BertOptions(Vocabulary: 30522, Positions: 512, Layers, new(Width, Heads, Inner)));
        encoder.eval();
        encoder.to(type);
        return encoder;
    }

    private static void Forward(BertEncoder encoder, Tensor ids)
    {
        using var scope = NewDisposeScope();
        encoder.forward(ids);
    }

    /// <summary>The fastest run of each in milliseconds.</summary>
    private static double[] Best(params Action[] actions)
    {
        var best = actions.Select(_ => double.PositiveInfinity).ToArray();
        var all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < Patience)
        {
            // A few at a time: the first one after another's turn finds the caches cold and the threads asleep.
            for (var i = 0; i < actions.Length; i++)
            {
                for (var run = 0; run < 5; run++)
                {
                    var one = Stopwatch.StartNew();
                    actions[i]();
                    best[i] = Math.Min(best[i], one.Elapsed.TotalMilliseconds);
                }
            }
        }
        return best;
    }
}

/// <summary>Milliseconds, and ours as shares of ONNX Runtime's.</summary>
internal sealed record EncoderTime(int Batch, int Tokens, double OnnxRuntime, double Fp32, double Bf16, double Fp32Share, double Bf16Share);
