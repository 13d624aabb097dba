using System.Runtime.CompilerServices;

namespace Rag.Training.Reading;

/// <summary>How a reader learns.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record ReaderTrainingOptions
{
    /// <summary>The most questions of a step: about 25 on two cores, 150 and more on a GPU.</summary>
    public int Questions { get; init => field = AtLeast(1, value); } = 25;

    /// <summary>The most questions of one passage in a step.</summary>
    public int QuestionsOfPassage { get; init => field = AtLeast(1, value); } = 8;

    /// <summary>The most tokens, padding included, of passages that are encoded in a step.</summary>
    public int PassageTokens { get; init => field = AtLeast(1, value); } = 1_600;

    /// <summary>The most tokens, padding included, of a step's pairs of question and passage.</summary>
    public int PairTokens { get; init => field = AtLeast(1, value); } = 18_000;

    /// <summary>Pieces of a passage; longer ones are cut.</summary>
    public int Length { get; init => field = AtLeast(16, value); } = 320;

    /// <summary>Wrong passages beside the right one.</summary>
    public int Distractors { get; init => field = AtLeast(0, value); } = 2;

    /// <summary>Share of the run after which wrong passages come.</summary>
    public double DistractorsFrom { get; init => field = Share(value); } = 0.3;

    /// <summary>Share of wrong passages that a search would bring; the others are passages of other questions of the step.</summary>
    public double OwnDistractors { get; init => field = Share(value); } = 0.7;

    /// <summary>Share of the run after which the decoder learns; 1 leaves it untrained.</summary>
    public double DecoderFrom { get; init => field = Share(value); } = 0.6;

    /// <summary>The rate of the encoder's last copied layer, as a share of the others'.</summary>
    public double LayerRate { get; init => field = Share(value); } = 0.075;

    /// <summary>What a copied layer's rate is of that of the layer above.</summary>
    public double LayerDecay { get; init => field = Share(value); } = 0.8;

    /// <summary>Held-out questions of each kind that are scored while it runs.</summary>
    public int HeldOut { get; init => field = AtLeast(1, value); } = 100;

    /// <summary>Held-out questions of each kind whose answers are written too.</summary>
    public int Written { get; init => field = AtLeast(0, value); } = 30;

    private static int AtLeast(int least, int value, [CallerMemberName] string name = "") =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"At least {least} is wanted.");

    private static double Share(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A share lies in 0..1.");
}
