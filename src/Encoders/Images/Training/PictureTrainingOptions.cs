namespace Rag.Encoders.Images.Training;

/// <summary>What a picture encoder is trained by, besides the loop's own options.</summary>
public sealed record PictureTrainingOptions
{
    /// <summary>Pixels of a picture's side.</summary>
    public int Size { get; init => field = AtLeast(1, value); } = 160;

    /// <summary>Pixels of a picture's side towards the end, which the encoder is then used with.</summary>
    public int LastSize { get; init => field = AtLeast(1, value); } = 192;

    /// <summary>Share of the run that has pictures of <see cref="LastSize"/>.</summary>
    public double LastShare { get; init => field = Share(value); } = 2.0 / 9;

    /// <summary>Pictures of a step.</summary>
    public int Batch { get; init => field = AtLeast(1, value); } = 96;

    /// <summary>Stages of the net that stay as they are, with its stem.</summary>
    public int FrozenStages { get; init => field = AtLeast(0, value); } = 2;

    /// <summary>Learning rate of the net as a share of that of what is new.</summary>
    public double NetRate { get; init => field = Share(value); } = 0.15;

    /// <summary>How pictures are changed.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Weight of finding the picture's captions among those of all training pictures.</summary>
    public double BankWeight { get; init; } = 0.3;

    /// <summary>Share of that target which goes to pictures with similar captions.</summary>
    public double SoftShare { get; init => field = Share(value); } = 0.4;

    /// <summary>Temperature of the similarity of captions.</summary>
    public double SoftTemperature { get; init; } = 0.07;

    /// <summary>Weight of finding the picture of a caption within the batch.</summary>
    public double PictureWeight { get; init; } = 0.5;

    /// <summary>Weight of finding the caption of a picture within the batch.</summary>
    public double CaptionWeight { get; init; } = 0.25;

    /// <summary>Weight of finding the picture of a Chinese caption within the batch.</summary>
    public double ChineseWeight { get; init; } = 0.3;

    /// <summary>Weight of naming the captions' words.</summary>
    public double WordWeight { get; init; } = 0.05;

    /// <summary>Words said of fewer pictures are not learned.</summary>
    public int LeastPicturesOfWord { get; init; } = 10;

    /// <summary>What cosines are multiplied by at first; learned up to <see cref="MostScale"/>.</summary>
    public double FirstScale { get; init; } = 15;

    /// <summary>The largest scale.</summary>
    public double MostScale { get; init; } = 40;

    /// <summary>Pixels of a side when so much of the run is done.</summary>
    internal int SizeAt(double share) => share < 1 - LastShare ? Size : LastSize;

    private static int AtLeast(int least, int value) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"must be {least} or more");

    private static double Share(double value) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "must be within 0..1");
}
