namespace Rag.Engine.Evaluation.Captions;

/// <summary>What a captioner gets to read beside the picture, for comparisons.</summary>
public enum MemoryUse
{
    /// <summary>The captions of the picture's neighbours.</summary>
    On,

    /// <summary>Nothing.</summary>
    Off,

    /// <summary>The captions of another picture's neighbours.</summary>
    Shuffled,
}
