using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// Writes a segment front to back: sources with their items first, then the words in rising order of their bytes, then the
/// vector index.
/// </summary>
internal sealed class SegmentWriter
{
    private readonly Stream _stream;
    private readonly GraphOptions _graph;
    private readonly int _dimension;
    private readonly WordRules _rules;
    private readonly ByteWriter[] _parts;
    private readonly byte[] _zeros = new byte[PartPlace.Alignment];
    private sbyte[] _codes = [];
    private long _position;
    private int _items;
    private int _sources;
    private int _terms;
    private int _vectors;
    private bool _hasStates;

    /// <param name="stream">What is written to.</param>
    /// <param name="graph">How the vectors are linked.</param>
    /// <param name="dimension">Numbers of a vector; 0 where there are none.</param>
    /// <param name="rules">By which the words are read that are added.</param>
    public SegmentWriter(Stream stream, GraphOptions graph, int dimension, WordRules rules)
    {
        _rules = rules;
        _stream = stream;
        _graph = graph;
        _dimension = dimension;
        _parts = [.. Enum.GetValues<SegmentPart>().Select(_ => new ByteWriter())];
        var header = new ByteWriter();
        header.Bytes(SegmentLayout.Magic);
        header.Int32(SegmentLayout.Version);
        Put(header.Written);
    }

    /// <summary>Begins a source; its items follow.</summary>
    public void AddSource(string source, string contentHash, int items)
    {
        var table = Part(SegmentPart.Sources);
        table.Text(source);
        table.Text(contentHash);
        table.Varint((ulong)items);
        _sources++;
    }

    /// <summary>Adds an item of the current source.</summary>
    /// <param name="record">See <see cref="ItemRecord"/>.</param>
    /// <param name="ordinal">Its place in the source.</param>
    /// <param name="length">Its words.</param>
    /// <param name="states">What a decoder reads of it, after a checksum; or nothing.</param>
    public void AddItem(ReadOnlySpan<byte> record, int ordinal, int length, ReadOnlySpan<byte> states = default)
    {
        Put(record);
        Part(SegmentPart.ItemEnds).Int64(_position);
        Put(states);
        Part(SegmentPart.StateEnds).Int64(_position);
        _hasStates |= !states.IsEmpty;
        Part(SegmentPart.Ordinals).Int32(ordinal);
        Part(SegmentPart.Lengths).Int32(length);
        _items++;
    }

    /// <summary>Adds the vector of the item that was added last.</summary>
    public void AddVector(ReadOnlySpan<float> vector) => AddVector(CodedVector.Encode(vector, NextCodes()));

    /// <summary>The same, of a vector that is coded already.</summary>
    public void AddVector(ReadOnlySpan<sbyte> codes, float scale)
    {
        codes.CopyTo(NextCodes());
        AddVector(scale);
    }

    /// <param name="term">A word or a value to filter by.</param>
    /// <param name="postings">Of items that were added.</param>
    public void AddTerm(ReadOnlySpan<byte> term, PostingWriter postings)
    {
        Part(SegmentPart.TermText).Bytes(term);
        Part(SegmentPart.Postings).Bytes(postings.Written);
        Part(SegmentPart.TermEnds).Int32(Part(SegmentPart.TermText).Length);
        Part(SegmentPart.PostingEnds).Int32(Part(SegmentPart.Postings).Length);
        Part(SegmentPart.TermItems).Int32(postings.Items);
        if (postings.Items > PostingBlock.Size) AddBlocks(postings.Written);
        Part(SegmentPart.BlockEnds).Int32(Part(SegmentPart.Blocks).Length / PostingBlock.Bytes);
        _terms++;
    }

    public void Finish()
    {
        var graph = _vectors >= _graph.Threshold ? BuildGraph() : new HnswArrays([], [], [], 0, 0, 0);
        var places = new PartPlace[_parts.Length];
        for (var part = SegmentPart.ItemEnds; part <= SegmentPart.GraphUpper; part++)
        {
            places[(int)part] = PutPart(part switch
            {
                SegmentPart.Codes => MemoryMarshal.AsBytes(_codes.AsSpan(0, _vectors * _dimension)),
                SegmentPart.StateEnds when !_hasStates => [],
                SegmentPart.GraphStarts => MemoryMarshal.AsBytes(graph.Starts.AsSpan()),
                SegmentPart.GraphLinks => MemoryMarshal.AsBytes(graph.Links.AsSpan()),
                SegmentPart.GraphUpper => MemoryMarshal.AsBytes(graph.Upper.AsSpan()),
                _ => Part(part).Written,
            });
        }

        var counts = new SegmentCounts(_items, _sources, _terms, _vectors, _dimension, graph.M, graph.Entry, graph.Top, _rules);
        var trailer = new ByteWriter(SegmentLayout.TrailerLength(SegmentLayout.Version));
        new SegmentLayout(counts, places).Write(trailer);
        Put(trailer.Written);
    }

    private void AddBlocks(ReadOnlySpan<byte> postings)
    {
        var lengths = MemoryMarshal.Cast<byte, int>(Part(SegmentPart.Lengths).Written);
        var (block, size) = (PostingBlock.Empty, 0);
        for (var reader = new PostingReader(postings); reader.Read();)
        {
            block.Add(reader.Item, reader.Count, lengths[reader.Item]);
            if (++size < PostingBlock.Size && reader.Position < postings.Length) continue;
            block.End = reader.Position;
            Part(SegmentPart.Blocks).Bytes(MemoryMarshal.AsBytes(new ReadOnlySpan<PostingBlock>(in block)));
            (block, size) = (PostingBlock.Empty, 0);
        }
    }

    private ByteWriter Part(SegmentPart part) => _parts[(int)part];

    private Span<sbyte> NextCodes()
    {
        var (start, end) = ((long)_vectors * _dimension, (_vectors + 1L) * _dimension);
        if (end > Array.MaxLength) throw ByteWriter.TooLarge();
        if (end > _codes.Length)
        {
            // Pinned, because the graph is built over it where it is.
            var larger = GC.AllocateUninitializedArray<sbyte>((int)Math.Min(Array.MaxLength, Math.Max(end, 2L * _codes.Length)), pinned: true);
            _codes.AsSpan(0, (int)start).CopyTo(larger);
            _codes = larger;
        }
        return _codes.AsSpan((int)start, _dimension);
    }

    private void AddVector(float scale)
    {
        Part(SegmentPart.VectorItems).Int32(_items - 1);
        Part(SegmentPart.Scales).Int32(BitConverter.SingleToInt32Bits(scale));
        _vectors++;
    }

    private unsafe HnswArrays BuildGraph()
    {
        var scales = GC.AllocateUninitializedArray<float>(_vectors, pinned: true);
        MemoryMarshal.Cast<byte, float>(Part(SegmentPart.Scales).Written).CopyTo(scales);
        var rows = new CodeRows((sbyte*)Unsafe.AsPointer(ref _codes[0]), (float*)Unsafe.AsPointer(ref scales[0]), _vectors, _dimension);
        var graph = HnswBuilder.Build(rows, _graph);
        GC.KeepAlive(scales);
        return graph;
    }

    private PartPlace PutPart(ReadOnlySpan<byte> bytes)
    {
        var place = new PartPlace(_position, bytes.Length, 0);
        var zeros = _zeros.AsSpan(0, (int)(place.End - place.Start - place.Length));
        Put(bytes);
        Put(zeros);
        return place with { Checksum = Checksum.Finish(Checksum.Continue(Checksum.Continue(Checksum.Start, bytes), zeros)) };
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _position += bytes.Length;
    }
}
