using System.Text;
using Rag.Attention.Inference;

namespace Rag.Benchmarks.Training;

/// <summary>What the six-layer model learns of a text, with products in float32 and in bfloat16: from the same weights, over the same batches.</summary>
internal static class LossBenchmark
{
    private const int Steps = 500, Last = 50; // steps whose mean loss is told
    private const int Batch = 16, Length = 128;

    public static IEnumerable<(Precision Precision, double Loss)> Run(string path)
    {
        var text = Encoding.UTF8.GetBytes(File.ReadAllText(path));
        foreach (var precision in new[] { Precision.Fp32, Precision.Bf16 }) yield return (precision, Learn(text, precision));
    }

    private static double Learn(byte[] text, Precision precision)
    {
        torch.manual_seed(1);
        var random = new Random(1);
        using var model = new CharacterModel(vocabulary: 256, Length, depth: 6, width: 256, heads: 8);
        double sum = 0, last = 0;
        using var step = new TrainingStep(model, () => MixedPrecision.Run(precision, Loss));
        for (var i = 0; i < Steps; i++)
        {
            step.Run();
            if (i >= Steps - Last) sum += last;
        }
        return sum / Last;

        Tensor Loss()
        {
            var starts = Enumerable.Range(0, Batch).Select(_ => random.Next(text.Length - Length));
            var rows = torch.tensor(starts.SelectMany(start => text[start..(start + Length + 1)]).Select(letter => (long)letter).ToArray(), Batch, Length + 1);
            var loss = nn.functional.cross_entropy(model.call(rows[.., ..^1]).reshape(-1, 256), rows[.., 1..].reshape(-1));
            last = loss.item<float>();
            return loss;
        }
    }
}
