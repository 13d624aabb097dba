namespace Rag.Encoders.Images.Training;

/// <summary>Pictures of this size for so many passes over the set.</summary>
public sealed record PictureStage(int Size, int Epochs);

/// <summary>What a picture encoder is trained by, besides the loop's own options.</summary>
public sealed record PictureTrainingOptions
{
    /// <summary>Small pictures first: they cost less and teach the same at the beginning.</summary>
    public IReadOnlyList<PictureStage> Stages { get; init; } = [new(64, 18), new(80, 14), new(112, 18)];

    /// <summary>Pictures of a step.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>How pictures are changed.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Weight of finding the picture's captions among those of all training pictures.</summary>
    public double BankWeight { get; init; } = 0.3;

    /// <summary>Share of that target which goes to pictures with similar captions.</summary>
    public double SoftShare { get; init; } = 0.35;

    /// <summary>Temperature of the similarity of captions.</summary>
    public double SoftTemperature { get; init; } = 0.05;

    /// <summary>Weight of finding the picture of a caption within the batch.</summary>
    public double BatchWeight { get; init; } = 0.5;

    /// <summary>Weight of naming the captions' words.</summary>
    public double WordWeight { get; init; } = 0.05;

    /// <summary>Weight of 1 - cosine to the captions' mean: it keeps pictures where the text encoder puts their captions.</summary>
    public double NearnessWeight { get; init; } = 0.5;

    /// <summary>Words said of fewer pictures are not learned.</summary>
    public int LeastPicturesOfWord { get; init; } = 10;

    /// <summary>What cosines are multiplied by at first; learned up to <see cref="MostScale"/>.</summary>
    public double FirstScale { get; init; } = 15;

    /// <summary>The largest scale.</summary>
    public double MostScale { get; init; } = 50;

    /// <summary>Steps of a run over so many pictures.</summary>
    public int Steps(int pictures) => Stages.Sum(stage => stage.Epochs) * (pictures / Batch);
}
