using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// An immutable file of items with the inverted index and the vector index over them, mapped into memory. Ids and words are
/// checked when the file is opened, the vector index when it is first used, and each item, its vector included, when it is
/// read. Everything is read while the segment is held, see <see cref="MappedFile"/>; safe for concurrent use.
/// </summary>
internal sealed class Segment : IDisposable
{
    private readonly MappedFile _file;
    private readonly SegmentLayout _layout;
    private readonly SegmentDamage _damage;
    private volatile BitSet? _unreadable;
    private volatile bool _isExamined;

    private Segment(int number, MappedFile file, SegmentLayout layout, SegmentDamage damage, SegmentWords? words = null)
    {
        Number = number;
        (_file, _layout, _damage) = (file, layout, damage);
        Items = new SegmentItems(file, layout, _damage);
        Words = words ?? new SegmentWords(file, layout);
        Vectors = new SegmentVectors(file, layout, _damage);
    }

    public int Number { get; }

    public long FileLength => _file.Length;

    public long IndexLength => _layout.IndexLength;

    public SegmentItems Items { get; }

    public SegmentWords Words { get; }

    public SegmentVectors Vectors { get; }

    /// <summary>Whether it is in the log, and in no file of its own yet.</summary>
    public bool IsLogged => Number == 0;

    /// <summary>Whether the words it was written with are damaged, and were made anew from its items.</summary>
    public bool HasMendedWords { get; private init; }

    /// <summary>What has been found damaged.</summary>
    public IReadOnlyList<Damage> Damages => _damage.All;

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
            throw SegmentDamage.Of(path, e);
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
            throw SegmentDamage.Of(place, e);
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
            layout.Check(file, SegmentPart.ItemEnds, SegmentPart.Sources);
            var segment = new Segment(number, file, layout, new SegmentDamage(path));
            return segment.HasSoundWords() ? segment : segment.WithWords(tokenizer);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The same segment with its words read anew by the newest rules; this one's files are its own. It reads every item.
    /// </summary>
    public Segment WithWords(WordTokenizer tokenizer)
    {
        var areDamaged = Damages.Count > 0;
        BitSet? unreadable = null;
        var image = new SegmentBuilder(tokenizer, new GraphOptions(), 0).WriteWords(Items.Count, Read, Words.Lengths);
        return new Segment(Number, _file, _layout, _damage, SegmentWords.Of(image)) { HasMendedWords = areDamaged, _unreadable = unreadable };

        Item? Read(int item)
        {
            var readable = Items.TryRead(item);
            if (readable is null) (unreadable ??= new BitSet(Items.Count)).Add(item);
            return readable;
        }
    }

    /// <summary>Reads vectors and items; <see cref="Damages"/> and <see cref="Unreadable"/> say what cannot be read.</summary>
    /// <param name="contains">Which items count: those that are still there.</param>
    public void Examine(Func<int, bool> contains)
    {
        if (_isExamined) return;
        _ = Vectors.AreSound;
        BitSet? unreadable = null;
        for (var item = 0; item < Items.Count; item++)
        {
            if (!contains(item)) continue;
            if (Items.TryRead(item) is null) (unreadable ??= new BitSet(Items.Count)).Add(item);
            Items.TryReadStates(item);
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

    public void Dispose() => _file.Dispose();

    private bool HasSoundWords()
    {
        try
        {
            _layout.Check(_file, SegmentPart.TermEnds, SegmentPart.Blocks);
            return true;
        }
        catch (InvalidDataException e)
        {
            _damage.Note(e);
            return false;
        }
    }

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
}
