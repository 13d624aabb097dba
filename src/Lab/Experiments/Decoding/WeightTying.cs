using Rag.Attention;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Decoding;

/// <summary>
/// Pairs of an address and a content stand in the text itself, read by self-attention, and in a memory, read by
/// cross-attention. Tied, both use one key and one value projection: what the text taught about them serves the memory.
/// Where the memory is a reversed dictionary (asked by content, answered by address) one projection cannot serve both,
/// for a head has room for one of the two only.
/// </summary>
internal sealed class WeightTying(long seed = 17) : IExperiment
{
    private const int Code = 12, Pairs = 6, Width = 2 * Code, HeadWidth = Code, Batch = 16, FewExamples = 6;

    public string Name => "weight-tying";

    public string Claim => "Tying key and value projections of self- and cross-attention saves their parameters and learns to copy from a memory by fewer examples; "
        + "it costs where the two must be read differently.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (tied, tiedCurve, tiedCount) = Learn("tied, few examples", tied: true, reversed: false, FewExamples, cancel);
        var (free, freeCurve, freeCount) = Learn("untied, few examples", tied: false, reversed: false, FewExamples, cancel);
        var (tiedReversed, _, _) = Learn("tied, reversed", tied: true, reversed: true, null, cancel);
        var (freeReversed, _, _) = Learn("untied, reversed", tied: false, reversed: true, null, cancel);
        return new Finding(
            [
                Measurement.Near("parameters saved", freeCount - tiedCount, 2 * (Width * HeadWidth), 0),
                Measurement.AtLeast($"squared error after {FewExamples} examples from the memory: untied over tied", free / tied, 1.5),
                Measurement.AtLeast("squared error of a reversed memory: tied over untied", tiedReversed / freeReversed, 1.5),
            ],
            [new LineChart($"Squared error while learning from {FewExamples} memories.", "step", "error", [tiedCurve, freeCurve])]);
    }

    /// <param name="examples">How many memories there are to learn from; null draws new ones in every step.</param>
    /// <returns>The squared error of reading new memories, in units of a content's variance.</returns>
    private (double Error, Series Curve, long Parameters) Learn(string name, bool tied, bool reversed, int? examples, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var options = new AttentionOptions(Width, headWidth: HeadWidth, projectionBias: ProjectionBias.None);
        var self = new MultiHeadAttention(options);
        var cross = new MultiHeadAttention(options, tied ? self : null);
        List<Parameter> learned = [.. self.parameters().Concat(cross.parameters()).Distinct()];
        var known = examples is { } few ? Draw(few) : default;
        var curve = new Training(400, 0.02).Fit(name, learned, () =>
        {
            var text = Error(self, Draw(Batch), false);
            return text + Error(cross, examples is null ? Draw(Batch) : known, reversed);
        }, cancel);
        using var nothing = no_grad();
        return (Error(cross, Draw(300), reversed).item<float>(), curve, learned.Sum(parameter => parameter.numel()));
    }

    private static (Tensor Addresses, Tensor Contents) Draw(int count) => // (count, pairs, code), entries of variance 1
        (torch.randn(count, Pairs, Code), torch.randn(count, Pairs, Code));

    /// <summary>Every pair is asked for, by its address or, reversed, by its content.</summary>
    private static Tensor Error(MultiHeadAttention layer, (Tensor Addresses, Tensor Contents) pairs, bool reversed)
    {
        var (asked, truth) = reversed ? (pairs.Contents, pairs.Addresses) : (pairs.Addresses, pairs.Contents);
        var question = torch.cat([asked, torch.zeros_like(asked)], -1); // (count, pairs, width)
        var memory = torch.cat([pairs.Addresses, pairs.Contents], -1);
        return functional.mse_loss(layer.forward(question, memory).narrow(-1, 0, Code), truth);
    }
}
