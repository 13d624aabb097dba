using Rag.Lab.Experiments;
using Rag.Lab.Experiments.Cost;
using Rag.Lab.Experiments.Decoding;
using Rag.Lab.Experiments.Heads;
using Rag.Lab.Experiments.Modalities;
using Rag.Lab.Experiments.Retrieval;
using Rag.Lab.Experiments.Sequences;
using Rag.Lab.Experiments.Structure;
using Rag.Lab.Experiments.Weighting;

namespace Rag.Lab;

/// <summary>All experiments, in the order in which they build on each other.</summary>
public static class Catalogue
{
    /// <summary>Every experiment once.</summary>
    public static IReadOnlyList<IExperiment> All { get; } =
    [
        new WorkedExample(),
        new Scale(),
        new KernelRegression(),
        new SoftDatabase(),
        new KeysAreAddresses(),
        new Subspaces(),
        new LinearRank(),
        new KernelEnsemble(),
        new NoMatch(),
        new Focus(),
        new ThreeUses(),
        new CachedDecoding(),
        new GradientHighway(),
        new Evidence(),
        new PositionsOnKeys(),
        new Leakage(),
        new WeightTying(),
        new LoudKey(),
        new Quadratic(),
        new Hierarchy(),
        new Events(),
        new Music(),
        new Patches(),
        new Motion(),
        new Graph(),
        new SyntaxTree(),
        new Sorting(),
        new LegalClerk(),
        new CopyThenReverse(),
        new Punctuation(),
        new Brackets(),
        new Matching(),
        new LearnedMix(),
        new SoundAndText(),
        new SecondHypothesis(),
    ];

    /// <summary>Runs one on a single thread: its tensors are too small to be shared out, and waiting for each other takes longer.</summary>
    public static Finding Run(IExperiment experiment, CancellationToken cancel = default)
    {
        var threads = torch.get_num_threads();
        torch.set_num_threads(1);
        try
        {
            return experiment.Run(cancel);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }
}
