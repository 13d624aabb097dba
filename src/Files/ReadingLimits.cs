using Rag.Files.Documents;
using Rag.Files.Pictures;

namespace Rag.Files;

/// <summary>What a single file may cost, whatever it is.</summary>
public sealed record ReadingLimits
{
    /// <summary>Of documents.</summary>
    public DocumentLimits Documents { get; init; } = new();

    /// <summary>Of pictures.</summary>
    public PictureLimits Pictures { get; init; } = new();
}
