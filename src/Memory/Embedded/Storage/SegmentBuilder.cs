using System.Text;
using Rag.Memory.Filters;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>Indexes items and writes them as a segment.</summary>
/// <param name="dimension">Numbers of an embedding; 0 where the collection takes none.</param>
internal sealed class SegmentBuilder(WordTokenizer tokenizer, GraphOptions graph, int dimension)
{
    private readonly Dictionary<string, TermPostings> _terms = [];
    private readonly char[] _word = new char[WordReader.LongestWord];
    private int _items;

    public void Write(IEnumerable<StagedSource> sources, Stream stream)
    {
        var writer = new SegmentWriter(stream, graph, dimension, tokenizer.Rules);
        var record = new ByteWriter(1024);
        var scratch = new ByteWriter(1024);
        var states = new ByteWriter();
        foreach (var source in sources)
        {
            writer.AddSource(source.Name, source.ContentHash, source.Items.Count);
            foreach (var item in source.Items)
            {
                ItemRecord.Write(item, record, scratch);
                StateRecord.Write(item.States.Span, states);
                writer.AddItem(record.Written, item.Ordinal, Index(item), states.Written);
                if (!item.Embedding.IsEmpty) writer.AddVector(item.Embedding.Span);
            }
        }

        WriteTerms(writer);
        writer.Finish();
    }

    /// <summary>
    /// The words of a segment's items, indexed anew: a segment without records. What cannot be read of it has none.
    /// </summary>
    /// <param name="items">How many there are.</param>
    /// <param name="read">An item by its place; null where it cannot be read.</param>
    /// <param name="lengths">Plain words of each, which are those of any rules.</param>
    public byte[] WriteWords(int items, Func<int, Item?> read, ReadOnlySpan<int> lengths)
    {
        using var stream = new MemoryStream();
        var writer = new SegmentWriter(stream, graph, 0, tokenizer.Rules);
        for (var item = 0; item < items; item++)
        {
            if (read(item) is { } readable) Index(readable);
            else _items++;
            writer.AddItem([], item, lengths[item]);
        }
        WriteTerms(writer);
        writer.Finish();
        return stream.ToArray();
    }

    private void WriteTerms(SegmentWriter writer)
    {
        var terms = new List<(byte[] Bytes, TermPostings Postings)>(_terms.Count);
        foreach (var (term, postings) in _terms) terms.Add((Encoding.UTF8.GetBytes(term), postings));
        terms.Sort((a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes));
        foreach (var (term, postings) in terms) writer.AddTerm(term, postings.Finish());
    }

    private int Index(Item item)
    {
        var length = Index(item.Text);
        if (item.Heading is { } heading) length += Index(heading);
        foreach (var term in FilterTerms.Of(item)) Count(term);
        _items++;
        return length;
    }

    private int Index(string text)
    {
        var length = 0;
        var words = tokenizer.Read(text, _word);
        while (words.Read())
        {
            Count(words.Word);
            if (words.Form == WordForm.Plain) length++;
        }
        return length;
    }

    private void Count(ReadOnlySpan<char> term)
    {
        var terms = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!terms.TryGetValue(term, out var postings)) terms[term] = postings = new TermPostings();
        postings.Count(_items);
    }

    private sealed class TermPostings
    {
        private readonly PostingWriter _written = new();
        private int _item;
        private int _count;

        public void Count(int item)
        {
            if (item != _item) Flush();
            _item = item;
            _count++;
        }

        public PostingWriter Finish()
        {
            Flush();
            return _written;
        }

        private void Flush()
        {
            if (_count > 0) _written.Add(_item, _count);
            _count = 0;
        }
    }
}
