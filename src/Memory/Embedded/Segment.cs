using System.Collections.Concurrent;
using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded;

/// <summary>A source in a segment: the <paramref name="Count"/> items that begin with <paramref name="First"/>.</summary>
internal readonly record struct SegmentSource(string Name, string ContentHash, int First, int Count);

/// <summary>
/// An immutable file of items with the inverted index and the vector index over them, mapped into memory. Ids and words are
/// checked when the file is opened, the vector index when it is first used, and each item, its vector included, when it is
/// read. Everything is read while the segment is held, see <see cref="MappedFile"/>; safe for concurrent use.
/// </summary>
internal sealed class Segment : IDisposable
{
    private readonly string _path;
    private readonly MappedFile _file;
    private readonly SegmentLayout _layout;
    private readonly SegmentWords _words;
    private readonly Lazy<bool> _hasSoundVectors;
    private readonly ConcurrentDictionary<string, Damage> _damages = []; // by their messages
    private volatile BitSet? _unreadable;
    private volatile bool _isExamined;

    private Segment(int number, string path, MappedFile file, SegmentLayout layout, SegmentWords? words = null)
    {
        Number = number;
        _path = path;
        _file = file;
        _layout = layout;
        _words = words ?? new SegmentWords(file, layout);
        Sources = ReadSources();
        _hasSoundVectors = new Lazy<bool>(CheckVectors);
    }

    public int Number { get; }

    public long FileLength => _file.Length;

    public long IndexLength => _layout.IndexLength;

    /// <summary>Bytes of codes and graph.</summary>
    public long VectorLength => _layout.VectorLength;

    /// <summary>Bytes of what a decoder reads of the items.</summary>
    public long StateLength
    {
        get
        {
            var length = 0L;
            for (var item = 0; _layout.HasStates && item < Items; item++) length += ReadStateRecord(item).Length;
            return length;
        }
    }

    public IReadOnlyList<SegmentSource> Sources { get; }

    public int Items => _layout.Counts.Items;

    public int Terms => _words.Terms;

    /// <summary>The rules by which its words are read.</summary>
    public WordRules Rules => _words.Rules;

    /// <summary>Whether the words it was written with are damaged, and were made anew from its items.</summary>
    public bool HasMendedWords { get; private init; }

    /// <summary>Items that have a vector.</summary>
    public int Vectors => _layout.Counts.Vectors;

    public bool HasGraph => _layout.Counts.GraphM > 0;

    public ReadOnlySpan<int> Ordinals => Values<int>(SegmentPart.Ordinals, Items);

    /// <summary>Words of each item.</summary>
    public ReadOnlySpan<int> Lengths => Values<int>(SegmentPart.Lengths, Items);

    /// <summary>The item of each vector, rising.</summary>
    public ReadOnlySpan<int> VectorItems => Values<int>(SegmentPart.VectorItems, Vectors);

    /// <summary>The vectors in 8 bits a number.</summary>
    public unsafe CodeRows Codes
    {
        get
        {
            ThrowIfVectorsAreDamaged();
            return new CodeRows((sbyte*)Start(SegmentPart.Codes), (float*)Start(SegmentPart.Scales), Vectors, _layout.Counts.Dimension);
        }
    }

    /// <summary>The graph over <see cref="Codes"/>, where there is one.</summary>
    public unsafe HnswGraph Graph
    {
        get
        {
            ThrowIfVectorsAreDamaged();
            return new HnswGraph((int*)Start(SegmentPart.GraphStarts), (int*)Start(SegmentPart.GraphLinks),
                (int*)Start(SegmentPart.GraphUpper), _layout.Counts.GraphM, _layout.Counts.GraphEntry, _layout.Counts.GraphTop);
        }
    }

    /// <summary>Whether it is in the log, and in no file of its own yet.</summary>
    public bool IsLogged => Number == 0;

    /// <summary>What has been found damaged.</summary>
    public IReadOnlyList<Damage> Damages => [.. _damages.Values.OrderBy(damage => damage.Message, StringComparer.Ordinal)];

    /// <summary>Whether vectors and graph are as they were written; it is looked at once.</summary>
    public bool HasSoundVectors => Vectors == 0 || _hasSoundVectors.Value;

    /// <summary>The items that cannot be read; null where all can be, as far as <see cref="Examine"/> has told.</summary>
    public BitSet? Unreadable => _unreadable;

    /// <summary>Whether all of it has been looked at.</summary>
    public bool IsExamined => _isExamined;

    /// <param name="number">Its name.</param>
    /// <param name="path">Its file.</param>
    /// <param name="tokenizer">Makes its words anew where they are damaged.</param>
    /// <param name="expectedLength">Of the file; null where it has just been written.</param>
    /// <exception cref="MemoryException">The file is damaged, cut, or no segment.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Segment Open(int number, string path, WordTokenizer tokenizer, long? expectedLength = null)
    {
        try
        {
            var file = MappedFile.Open(path);
            if (expectedLength is not { } expected || expected == file.Length) return Open(number, path, file, tokenizer);
            file.Dispose();
            throw new InvalidDataException($"it is {file.Length} bytes long, and was {expected}");
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, e);
        }
    }

    /// <summary>Opens a segment that stands in the log.</summary>
    /// <param name="bytes">A segment file's; they are copied.</param>
    /// <param name="place">For messages.</param>
    /// <param name="tokenizer">Makes its words anew where they are damaged.</param>
    public static Segment OpenLogged(ReadOnlySpan<byte> bytes, string place, WordTokenizer tokenizer)
    {
        try
        {
            return Open(0, place, MappedFile.Of(bytes), tokenizer);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(place, e);
        }
    }

    private static Segment Open(int number, string path, MappedFile file, WordTokenizer tokenizer)
    {
        try
        {
            if (file.Length < SegmentLayout.HeaderLength) throw new InvalidDataException("it is too short");
            var version = CheckHeader(file.Bytes(0, SegmentLayout.HeaderLength), path);
            var trailer = SegmentLayout.TrailerLength(version);
            if (file.Length < SegmentLayout.HeaderLength + trailer) throw new InvalidDataException("it is too short");
            var layout = SegmentLayout.Read(file.Bytes(file.Length - trailer, trailer), version, file.Length);
            Check(file, layout, SegmentPart.ItemEnds, SegmentPart.Sources);
            var segment = new Segment(number, path, file, layout);
            return segment.HasSoundWords() ? segment : segment.WithWords(tokenizer);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads vectors and items; <see cref="Damages"/> and <see cref="Unreadable"/> say what cannot be read.</summary>
    /// <param name="contains">Which items count: those that are still there.</param>
    public void Examine(Func<int, bool> contains)
    {
        if (_isExamined) return;
        _ = HasSoundVectors;
        BitSet? unreadable = null;
        for (var item = 0; item < Items; item++)
        {
            if (!contains(item)) continue;
            if (TryReadItem(item) is null) (unreadable ??= new BitSet(Items)).Add(item);
            TryReadStates(item);
        }
        _unreadable = unreadable;
        _isExamined = true;
    }

    public void CopyTo(Stream stream)
    {
        const int Stretch = 1 << 24;
        for (var start = 0L; start < FileLength; start += Stretch)
            stream.Write(_file.Bytes(start, (int)Math.Min(Stretch, FileLength - start)));
    }

    public bool TryHold() => _file.TryHold();

    public void Release() => _file.Release();

    /// <summary>The item of a source with this ordinal, or -1.</summary>
    public int Find(SegmentSource source, int ordinal)
    {
        var found = Ordinals.Slice(source.First, source.Count).IndexOf(ordinal);
        return found < 0 ? -1 : source.First + found;
    }

    /// <summary>The source of an item.</summary>
    public SegmentSource SourceOf(int item)
    {
        var (low, high) = (0, Sources.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (Sources[middle].First <= item)
                low = middle;
            else
                high = middle - 1;
        }
        return Sources[low];
    }

    /// <summary>A word in UTF-8, or a value to filter by; they stand in rising order of their bytes.</summary>
    public ReadOnlySpan<byte> Term(int term) => _words.Term(term);

    /// <inheritdoc cref="SegmentWords.Find"/>
    public int FindTerm(ReadOnlySpan<byte> word) => _words.Find(word);

    /// <inheritdoc cref="SegmentWords.FirstFrom"/>
    public int FirstTermFrom(ReadOnlySpan<byte> bytes) => _words.FirstFrom(bytes);

    /// <summary>Items that hold a word, dropped ones included.</summary>
    public int TermItems(int term) => _words.Items(term);

    public PostingReader Postings(int term) => _words.Postings(term);

    /// <summary>The same, to leap through.</summary>
    public PostingCursor Walk(int term) => _words.Walk(term);

    /// <summary>
    /// The same segment with its words read anew by the newest rules; this one's files are its own. It reads every item.
    /// </summary>
    public Segment WithWords(WordTokenizer tokenizer)
    {
        var areDamaged = !_damages.IsEmpty;
        BitSet? unreadable = null;
        var image = new SegmentBuilder(tokenizer, new GraphOptions(), 0).WriteWords(Items, Read, Lengths);
        var words = SegmentWords.Of(image);
        var mended = new Segment(Number, _path, _file, _layout, words) { HasMendedWords = areDamaged, _unreadable = unreadable };
        foreach (var message in _damages.Keys) mended.Note(message);
        return mended;

        Item? Read(int item)
        {
            var readable = TryReadItem(item);
            if (readable is null) (unreadable ??= new BitSet(Items)).Add(item);
            return readable;
        }
    }

    /// <summary>The vector of an item that has one, in full; its checksum is not looked at.</summary>
    public ReadOnlySpan<float> Vector(int item)
    {
        var end = Values<long>(SegmentPart.ItemEnds, Items)[item];
        return _file.Values<float>(end - sizeof(float) * _layout.Counts.Dimension, _layout.Counts.Dimension);
    }

    /// <exception cref="MemoryException">The item's bytes are damaged.</exception>
    public Item ReadItem(int item) => TryReadItem(item) ?? throw new MemoryException(Damages[0].Message) { IsFailure = true };

    /// <summary>The item, or null where its bytes are damaged.</summary>
    public Item? TryReadItem(int item)
    {
        try
        {
            return ItemRecord.Read(ReadRecord(item), SourceOf(item).Name, _layout.Counts.Dimension);
        }
        catch (InvalidDataException e)
        {
            Note(e, item);
            return null;
        }
    }

    /// <summary>The bytes of an item; see <see cref="ItemRecord"/>.</summary>
    public ReadOnlySpan<byte> ReadRecord(int item)
    {
        var ends = Values<long>(SegmentPart.ItemEnds, Items);
        var before = Values<long>(_layout.HasStates ? SegmentPart.StateEnds : SegmentPart.ItemEnds, Items);
        var start = item == 0 ? SegmentLayout.HeaderLength : before[item - 1];
        return _file.Bytes(start, (int)(ends[item] - start));
    }

    /// <summary>Whether an item and its states can be read.</summary>
    public bool IsSound(int item) => TryReadItem(item) is not null && ReadStates(item) is not null;

    /// <summary>What a decoder reads of an item; empty where there is nothing, or its bytes are damaged.</summary>
    public ReadOnlyMemory<byte> TryReadStates(int item) => ReadStates(item) ?? default;

    private ReadOnlyMemory<byte>? ReadStates(int item)
    {
        try
        {
            return StateRecord.Read(ReadStateRecord(item));
        }
        catch (InvalidDataException e)
        {
            Note(e, item);
            return null;
        }
    }

    /// <summary>The bytes of that; see <see cref="StateRecord"/>.</summary>
    public ReadOnlySpan<byte> ReadStateRecord(int item)
    {
        if (!_layout.HasStates) return [];
        var start = Values<long>(SegmentPart.ItemEnds, Items)[item];
        return _file.Bytes(start, (int)(Values<long>(SegmentPart.StateEnds, Items)[item] - start));
    }

    public void Dispose() => _file.Dispose();

    private static int CheckHeader(ReadOnlySpan<byte> header, string path)
    {
        if (!header.StartsWith(SegmentLayout.Magic)) throw new InvalidDataException("it does not begin like a segment");
        var version = new ByteReader(header[SegmentLayout.Magic.Length..]).Int32();
        if (version is < SegmentLayout.OldestVersion or > SegmentLayout.Version) // the manifest would be another too
            throw new InvalidDataException($"it says version {version}, and its collection does not");
        if (!BitConverter.IsLittleEndian)
            throw new MemoryException($"{path} is little-endian and this machine is not: use another machine.");
        return version;
    }

    private static void Check(MappedFile file, SegmentLayout layout, SegmentPart first, SegmentPart last)
    {
        for (var part = first; part <= last; part++)
        {
            var place = layout[part];
            if (file.ChecksumOf(place.Start, place.End - place.Start) != place.Checksum)
                throw new InvalidDataException($"the checksum of its {part} does not fit");
        }
    }

    private bool HasSoundWords()
    {
        try
        {
            Check(_file, _layout, SegmentPart.TermEnds, SegmentPart.Blocks);
            return true;
        }
        catch (InvalidDataException e)
        {
            Note(e);
            return false;
        }
    }

    private bool CheckVectors()
    {
        try
        {
            Check(_file, _layout, SegmentPart.VectorItems, SegmentPart.GraphUpper);
            return true;
        }
        catch (InvalidDataException e)
        {
            Note(e);
            return false;
        }
    }

    private void ThrowIfVectorsAreDamaged()
    {
        if (!HasSoundVectors) throw new MemoryException(Damages[0].Message) { IsFailure = true };
    }

    private void Note(InvalidDataException e) => Note(Damaged(_path, e).Message);

    private void Note(InvalidDataException e, int item) => Note(
        $"The segment {_path} is damaged in what it holds of {SourceOf(item).Name} ({e.Message.TrimEnd('.')}): "
        + "ingest that again, or restore a backup.");

    private void Note(string message) => _damages.TryAdd(message, new Damage(_path, message));

    private SegmentSource[] ReadSources()
    {
        var place = _layout[SegmentPart.Sources];
        var reader = new ByteReader(_file.Bytes(place.Start, checked((int)place.Length)));
        var sources = new SegmentSource[_layout.Counts.Sources];
        var first = 0;
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = new SegmentSource(reader.Text(), reader.Text(), first, reader.Count());
            first += sources[i].Count;
        }
        return sources;
    }

    private ReadOnlySpan<T> Values<T>(SegmentPart part, int count)
        where T : unmanaged => _file.Values<T>(_layout[part].Start, count);

    private unsafe byte* Start(SegmentPart part) => _file.At(_layout[part].Start, _layout[part].Length);

    private static MemoryException Damaged(string path, Exception cause) =>
        new($"The segment {path} is damaged ({cause.Message.TrimEnd('.')}): {Manifest.WayOut}.", cause) { IsFailure = true };
}
