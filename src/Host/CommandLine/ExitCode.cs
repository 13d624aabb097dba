namespace Rag.Host.CommandLine;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Bad usage or bad input; a line on stderr says what and where.</summary>
    public const int BadInput = 2;

    /// <summary>The question is not answered by the collection, or nothing matched.</summary>
    public const int NotFound = 3;
}
