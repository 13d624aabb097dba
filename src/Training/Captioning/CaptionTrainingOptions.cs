using System.Runtime.CompilerServices;

namespace Rag.Training.Captioning;

/// <summary>How a captioner learns.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record CaptionTrainingOptions
{
    /// <summary>Pictures of a step.</summary>
    public int Pictures { get; init => field = AtLeast(1, value); } = 48;

    /// <summary>English captions of a picture in a step; 0 learns no English.</summary>
    public int English { get; init => field = AtLeast(0, value); } = 4;

    /// <summary>Chinese captions of a picture in a step; 0 learns no Chinese.</summary>
    public int Chinese { get; init => field = AtLeast(0, value); } = 2;

    /// <summary>How often a word is written in the training captions to be one of the vocabulary.</summary>
    public int LeastCount { get; init => field = AtLeast(1, value); } = 4;

    /// <summary>Share of the pictures that learn without retrieved captions.</summary>
    public double Hidden { get; init => field = Share(value); } = 0.3;

    /// <summary>Share of the retrieved words, but for the commonest, that a picture cannot write and must copy: so a new word is copied too.</summary>
    public double HeldOutWords { get; init => field = Share(value); } = 0.1;

    /// <summary>Words of the vocabulary that are so common that they are never held out.</summary>
    public int CommonWords { get; init => field = AtLeast(0, value); } = 150;

    /// <summary>Words that are never learned: pictures of which a caption has one are left out, to see whether memory alone can say them.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Share of the words told that are hidden.</summary>
    public double WordDropout { get; init => field = Share(value); } = 0.08;

    /// <summary>Share of the target that goes to all words of the vocabulary alike.</summary>
    public double Smoothing { get; init => field = Share(value); } = 0.1;

    /// <summary>
    /// Noise of the embedding by which a training picture finds its neighbours, its length as a share of the embedding's. The encoder has seen the
    /// training pictures, and so their neighbours are better than those of a new picture. Null finds the noise that makes them as good.
    /// </summary>
    public double? QueryNoise { get; init => field = value is null or >= 0 ? value : throw Bad(value); }

    /// <summary>Held-out pictures that are captioned to score.</summary>
    public int HeldOut { get; init => field = AtLeast(1, value); } = 100;

    private static int AtLeast(int least, int value, [CallerMemberName] string name = "") => value >= least ? value : throw Bad(value, name);

    private static double Share(double value, [CallerMemberName] string name = "") => value is >= 0 and < 1 ? value : throw Bad(value, name);

    private static ArgumentOutOfRangeException Bad(object? value, [CallerMemberName] string name = "") => new(name, value, $"A captioner cannot learn with {name} = {value}.");
}
