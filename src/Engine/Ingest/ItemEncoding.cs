using Rag.Encoders.Text.Embeddings;
using Rag.Engine.Ask;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Ingest;

/// <summary>What a memory keeps of passages beside their text: embeddings, by which they are found, and states, by which they are read.</summary>
/// <param name="encoder">Embeds; null where the memory takes no embeddings.</param>
/// <param name="reader">Makes states; null where they are made when a passage is read.</param>
/// <param name="form">How states are packed.</param>
internal sealed class ItemEncoding(PassageEncoder? encoder, Reader? reader, StateForm form)
{
    private readonly Reader? _reader = form == StateForm.None ? null : reader;

    /// <summary>Whether there is nothing to make.</summary>
    public bool IsEmpty => encoder is null && _reader is null;

    /// <summary>The items with what is kept of them. Where the reader reads with the collection's encoder, one pass makes both.</summary>
    /// <param name="report">Is told how many have been embedded.</param>
    public async ValueTask<IReadOnlyList<Item>> EncodeAsync(
        IReadOnlyList<Item> items, Action<int>? report = null, CancellationToken cancellationToken = default)
    {
        if (_reader is null) return encoder is null ? items : await encoder.EmbedAsync(items, report, cancellationToken);
        var shared = _reader.ReadsWith(encoder?.Generator<TextEncoder>());
        var states = _reader.Encode([.. items.Select(StatesSource.TextOf)], form, embeds: shared, cancellationToken);
        Item[] kept = [.. items.Zip(states, (item, own) => item with { States = own.Packed, Embedding = own.Embedding })];
        if (encoder is null) return kept;

        int[] left = [.. Enumerable.Range(0, kept.Length).Where(i => states[i].Embedding is null)]; // too long for one pass, or another encoder's
        IReadOnlyList<Item> embedded = await encoder.EmbedAsync([.. left.Select(i => kept[i])], report, cancellationToken);
        foreach (var (place, item) in left.Zip(embedded)) kept[place] = item;
        return kept;
    }
}
