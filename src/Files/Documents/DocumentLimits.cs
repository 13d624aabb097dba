namespace Rag.Files.Documents;

/// <summary>How much a single file may cost before it is refused with a <see cref="DocumentException"/>.</summary>
/// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
public sealed record DocumentLimits
{
    /// <summary>Size of the file as it lies on the disk; 64 MiB.</summary>
    public long MaxFileBytes { get; init => field = Positive(value); } = 64L << 20;

    /// <summary>Size of all compressed parts of a file together once expanded, with those of files in it; 256 MiB.</summary>
    public long MaxExpandedBytes { get; init => field = Positive(value); } = 256L << 20;

    /// <summary>Size of a Markdown or HTML file, which is parsed into a tree many times as large; 16 MiB.</summary>
    public long MaxTreeBytes { get; init => field = Positive(value); } = 16L << 20;

    /// <summary>Lines of any file that is text; 4,000,000.</summary>
    public int MaxLines { get; init => field = (int)Positive(value); } = 4_000_000;

    /// <summary>Lines of a Markdown file, over which its parser takes more than its share of time; 300,000.</summary>
    public int MaxMarkdownLines { get; init => field = (int)Positive(value); } = 300_000;

    /// <summary>How deep elements, values or forms may be nested in each other; 256.</summary>
    public int MaxDepth { get; init => field = (int)Positive(value); } = 256;

    private static long Positive(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
