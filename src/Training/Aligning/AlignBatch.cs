using Rag.Encoders.Audio.Aligner;
using Rag.Encoders.Audio.Features;
using Rag.Engine.Align.Lattice;

namespace Rag.Training.Aligning;

/// <summary>Some recordings as they are heard in a step, padded to the longest.</summary>
/// <param name="Features">(batch, frames, bands)</param>
/// <param name="Mask">bool (batch, frames), false where a recording is padded; null where none is.</param>
/// <param name="Texts">What is said in each.</param>
/// <param name="Lattices">Of each, without constraint.</param>
/// <param name="Known">The same, held to the known times; as <see cref="Lattices"/> where those are not known.</param>
internal sealed record AlignBatch(
    IReadOnlyList<AlignExample> Examples, Tensor Features, Tensor? Mask, IReadOnlyList<SpokenLetters> Texts, IReadOnlyList<LatticeProblem> Lattices, IReadOnlyList<LatticeProblem> Known)
{
    /// <summary>Frames of all recordings.</summary>
    public int Frames => Examples.Sum(example => example.Frames);

    /// <summary>Starts and ends of words whose times are known.</summary>
    public int Boundaries => Examples.Sum(example => example.Times is null ? 0 : 2 * example.Times.Count);

    /// <summary>Lays recordings beside each other, each with the tolerance of its source.</summary>
    public static AlignBatch Of(AlignerModel model, IReadOnlyList<AlignExample> examples, IReadOnlyList<AlignSource> sources)
    {
        const int bands = SpeechFeatures.Bands;
        var frames = examples.Max(example => example.Frames);
        var features = new float[examples.Count * frames * bands];
        foreach (var (i, example) in examples.Index()) example.Features.CopyTo(features, i * frames * bands);
        SpokenLetters[] texts = [.. examples.Select(example => model.Read([.. example.Recording.Words.Select(IReadOnlyList<string> (word) => [word])]))];
        LatticeProblem[] lattices = [.. examples.Zip(texts, (example, text) => new LatticeProblem(AlignmentLattice.Of(text), example.Frames))];
        LatticeProblem[] known = [.. examples.Zip(lattices, (example, lattice) => Held(example, lattice, sources[example.Recording.Set].Tolerance))];
        return new AlignBatch(examples, torch.tensor(features, examples.Count, frames, bands), MaskOf(examples, frames), texts, lattices, known);
    }

    private static LatticeProblem Held(AlignExample example, LatticeProblem lattice, int tolerance) => example.Spans() is not { } spans ? lattice : lattice with
    {
        Allowed = FrameSpans.OfWords(lattice.Lattice, [.. spans.Select((int, int)? (span) => (span.Start, span.End))], example.Frames, tolerance),
    };

    private static Tensor? MaskOf(IReadOnlyList<AlignExample> examples, int frames)
    {
        if (examples.All(example => example.Frames == frames)) return null;
        var mask = new bool[examples.Count * frames];
        foreach (var (i, example) in examples.Index()) mask.AsSpan(i * frames, example.Frames).Fill(true);
        return torch.tensor(mask, examples.Count, frames);
    }
}
