namespace Rag.Files.Apart;

/// <summary>The program that reads apart, and what it may cost.</summary>
/// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
public sealed record ReaderProcessOptions
{
    /// <summary>A program that calls <see cref="ReaderService.ServeAsync"/> over its standard input and output.</summary>
    public required string Program { get; init; }

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How many run at a time; one for each core.</summary>
    public int Processes { get; init => field = value > 0 ? value : throw NotPositive(value); } = Environment.ProcessorCount;

    /// <summary>Managed memory of a process; 1 GiB.</summary>
    public long MemoryBytes { get; init => field = value > 0 ? value : throw NotPositive(value); } = 1L << 30;

    /// <summary>How long a file may take, whatever its size; 30 seconds.</summary>
    public TimeSpan Time { get; init => field = value > TimeSpan.Zero ? value : throw NotPositive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How much longer it may take for each MiB of the file; a second.</summary>
    public TimeSpan TimePerMegabyte { get; init => field = value >= TimeSpan.Zero ? value : throw NotPositive(value); } = TimeSpan.FromSeconds(1);

    private static ArgumentOutOfRangeException NotPositive(object value) => new(nameof(value), value, "A limit of a reader process is positive.");
}
