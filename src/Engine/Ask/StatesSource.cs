using Rag.Engine.Ask.Reading;
using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>
/// What passages are to a reader: from the memory where it is kept there, else encoded now, and held for a while: what is asked about
/// is asked about again. Safe for concurrent use.
/// </summary>
/// <param name="capacity">Passages that are held.</param>
internal sealed class StatesSource(Reader reader, IMemory memory, int capacity = 512)
{
    private readonly Dictionary<PassageText, LinkedListNode<PassageStates>> _held = [];
    private readonly LinkedList<PassageStates> _byUse = []; // the newest first
    private readonly Lock _lock = new();

    /// <summary>The states of passages, in their order.</summary>
    public async ValueTask<IReadOnlyList<PassageStates>> OfAsync(IReadOnlyList<Item> items, CancellationToken cancellationToken = default)
    {
        var states = new PassageStates?[items.Count];
        foreach (var (i, item) in items.Index()) states[i] = await KnownAsync(item, cancellationToken);
        int[] missing = [.. Enumerable.Range(0, items.Count).Where(i => states[i] is null)];
        foreach (var (place, encoded) in missing.Zip(reader.Encode([.. missing.Select(i => TextOf(items[i]))], cancellationToken: cancellationToken)))
        {
            states[place] = encoded;
            Hold(encoded);
        }
        return states!;
    }

    /// <summary>How a passage is read.</summary>
    public static PassageText TextOf(Item item) => new(item.Text, item.Heading);

    private async ValueTask<PassageStates?> KnownAsync(Item item, CancellationToken cancellationToken)
    {
        var text = TextOf(item);
        if (memory.States != StateForm.None
            && TryRestore(text, await memory.StatesOfAsync(item.Source, item.Ordinal, cancellationToken)) is { } stored) return stored;
        lock (_lock)
        {
            if (!_held.TryGetValue(text, out var node)) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }
    }

    private PassageStates? TryRestore(PassageText text, ReadOnlyMemory<byte> packed)
    {
        try
        {
            return packed.IsEmpty ? null : reader.Restore(text, packed);
        }
        catch (PassageStatesException)
        {
            return null; // another reader's: encoded again
        }
    }

    private void Hold(PassageStates states)
    {
        lock (_lock)
        {
            if (_held.ContainsKey(states.Passage)) return;
            _held[states.Passage] = _byUse.AddFirst(states);
            if (_held.Count <= capacity) return;
            _held.Remove(_byUse.Last!.Value.Passage);
            _byUse.RemoveLast();
        }
    }
}
