namespace Rag.Encoders.Text.Embeddings;

/// <summary>Windows of about the same length, padded to the longest.</summary>
internal sealed class TextBatch(IReadOnlyList<TextWindow> windows)
{
    private readonly PaddedIds _ids = new([.. windows.Select(window => window.Ids())]);

    public IReadOnlyList<TextWindow> Windows { get; } = windows;

    /// <summary>Tokens of the longest window.</summary>
    public int Tokens => _ids.Tokens;

    /// <summary>All windows, by length, in batches of at most <paramref name="tokens"/> padded tokens.</summary>
    public static IEnumerable<TextBatch> Pack(IEnumerable<TextWindow> windows, int tokens)
    {
        var batch = new List<TextWindow>();
        foreach (var window in windows.OrderBy(window => window.Length))
        {
            if (batch.Count > 0 && (batch.Count + 1) * window.Length > tokens)
            {
                yield return new TextBatch(batch);
                batch = [];
            }
            batch.Add(window);
        }
        if (batch.Count > 0) yield return new TextBatch(batch);
    }

    /// <summary>int64 (windows, tokens), padded by zeros.</summary>
    public Tensor Ids() => _ids.Ids();

    /// <summary>bool (windows, tokens), false where padded; null where nothing is.</summary>
    public Tensor? Mask() => _ids.IsPadded ? _ids.Mask() : null;
}
