using System.Runtime.InteropServices;
using System.Text;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded;

/// <summary>Collects items, and what is left of older segments, into the bytes of a new segment.</summary>
internal sealed class SegmentBuilder(WordTokenizer tokenizer)
{
    private readonly List<(string Name, string ContentHash, int Count)> _sources = [];
    private readonly List<int> _lengths = [];
    private readonly List<int> _itemEnds = [];
    private readonly ByteBuffer _items = new();
    private readonly Dictionary<string, PostingList> _postings = [];

    /// <summary>Adds a source and indexes its items.</summary>
    public void Add(string source, string contentHash, IReadOnlyList<Item> items)
    {
        _sources.Add((source, contentHash, items.Count));
        foreach (var item in items)
        {
            var length = Index(item.Text, _lengths.Count);
            if (item.Heading is not null) length += Index(item.Heading, _lengths.Count);
            _lengths.Add(length);
            Write(item);
            _itemEnds.Add(_items.Length);
        }
    }

    /// <summary>Adds the sources of a segment that are still live, without reading their texts again.</summary>
    /// <param name="isLive">By index into the segment's sources.</param>
    public void Add(Segment segment, Func<int, bool> isLive)
    {
        var moved = new int[segment.Count]; // new index of each item, -1 for a dropped one
        Array.Fill(moved, -1);
        foreach (var (i, source) in segment.Sources.Index())
        {
            if (!isLive(i)) continue;
            _sources.Add((source.Name, source.ContentHash, source.Count));
            for (var item = source.First; item < source.First + source.Count; item++)
            {
                moved[item] = _lengths.Count;
                _lengths.Add(segment.Lengths[item]);
                _items.Append(segment.Record(item));
                _itemEnds.Add(_items.Length);
            }
        }
        for (var term = 0; term < segment.TermCount; term++) Move(segment, term, moved);
    }

    /// <summary>The whole file, checksum included.</summary>
    public byte[] ToBytes()
    {
        var sources = new ByteBuffer();
        foreach (var (name, contentHash, count) in _sources)
        {
            sources.Add(name);
            sources.Add(contentHash);
            sources.Add(count);
        }
        var (terms, postings) = (new ByteBuffer(), new ByteBuffer());
        var (termEnds, postingEnds) = (new List<int>(), new List<int>());
        foreach (var (term, list) in _postings.Select(pair => (Term: Encoding.UTF8.GetBytes(pair.Key), pair.Value))
            .OrderBy(pair => pair.Term, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))))
        {
            terms.Append(term);
            termEnds.Add(terms.Length);
            postings.Append(list.Bytes);
            postingEnds.Add(postings.Length);
        }
        return Assemble([sources, Numbers(_lengths), Numbers(_itemEnds), _items, Numbers(termEnds), terms, Numbers(postingEnds), postings]);
    }

    private static byte[] Assemble(ByteBuffer[] sections)
    {
        var bytes = new byte[checked(Segment.HeaderSize + sections.Sum(section => section.Length))];
        Segment.Magic.CopyTo(bytes);
        MemoryMarshal.Write(bytes.AsSpan(8), Segment.Version);
        var end = Segment.HeaderSize;
        foreach (var (i, section) in sections.Index())
        {
            section.Written.CopyTo(bytes.AsSpan(end));
            end += section.Length;
            MemoryMarshal.Write(bytes.AsSpan(16 + 4 * i), end);
        }
        MemoryMarshal.Write(bytes.AsSpan(12), Crc32C.Of(bytes.AsSpan(16)));
        return bytes;
    }

    private int Index(string text, int item)
    {
        var length = 0;
        foreach (var word in tokenizer.Tokenize(text))
        {
            PostingsOf(word.Text).Count(item);
            length++;
        }
        return length;
    }

    private void Move(Segment segment, int term, int[] moved)
    {
        PostingList? list = null; // a term whose items were all dropped goes with them
        foreach (var (item, occurrences) in PostingList.Read(segment.Postings(term)))
        {
            if (moved[item] < 0) continue;
            list ??= PostingsOf(segment.Term(term));
            list.Count(moved[item], occurrences);
        }
    }

    private PostingList PostingsOf(string term)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, term, out _);
        return list ??= new PostingList();
    }

    private void Write(Item item)
    {
        _items.Add(item.Start);
        _items.Add(item.End);
        _items.Add(item.Page ?? 0);
        _items.Add(item.Heading is null ? 0 : 1);
        if (item.Heading is not null) _items.Add(item.Heading);
        _items.Add(item.Text);
        _items.Add(item.Metadata.Count);
        foreach (var (key, value) in item.Metadata)
        {
            _items.Add(key);
            _items.Add(value);
        }
    }

    private static ByteBuffer Numbers(IReadOnlyList<int> numbers)
    {
        var buffer = new ByteBuffer();
        buffer.AppendArray(numbers);
        return buffer;
    }
}
