namespace Rag.Encoders.Text.Training;

/// <summary>How Chinese is learned. A step sees one kind of batch; the kinds take turns.</summary>
public sealed record TextTrainingOptions
{
    /// <summary>Characters added to the vocabulary, the most frequent ones.</summary>
    public int Characters { get; init; } = 5000;

    /// <summary>Captions a batch, each of another picture.</summary>
    public int Captions { get; init; } = 96;

    /// <summary>Dictionary words a batch.</summary>
    public int Words { get; init; } = 192;

    /// <summary>Mixed sentences a batch.</summary>
    public int Sentences { get; init; } = 48;

    /// <summary>Questions a batch, each of another paragraph.</summary>
    public int Questions { get; init; } = 28;

    /// <summary>Characters of a Chinese paragraph that a question is trained with, the answer among them; of an English one four times as many.</summary>
    public int PassageLength { get; init; } = 120;

    /// <summary>Steps after which it is found anew which paragraphs are alike: the hard negatives of each other's questions.</summary>
    public int AlikeEvery { get; init; } = 600;

    /// <summary>Whether the layers are learned too, and English questions with them; English embeddings then move, if held near to where they were.</summary>
    public bool TunesLayers { get; init; }

    /// <summary>The layers' share of the learning rate, where they are learned.</summary>
    public double LayerRate { get; init; } = 0.01;

    /// <summary>Share of a mixed sentence's words, of those that the dictionary has, that are Chinese.</summary>
    public double MixedShare { get; init; } = 0.75;

    /// <summary>By which cosines are divided before they contend.</summary>
    public double Temperature { get; init; } = 0.05;

    /// <summary>Weight of 1 - cosine to the English embedding, beside the contrast's 1.</summary>
    public double NearnessWeight { get; init; } = 4;
}
