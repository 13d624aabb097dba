namespace Rag.Engine.Ingest;

/// <summary>What an ingestion may take out without being asked again.</summary>
public sealed record IngestOptions
{
    /// <summary>Whether what is stored of a path that is not there any more goes.</summary>
    public bool ForgetsMissing { get; init; }

    /// <summary>Whether a folder in which there is nothing any more loses all that is stored of it; it might not be mounted.</summary>
    public bool AllowsEmpty { get; init; }
}
