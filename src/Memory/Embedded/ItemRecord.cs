namespace Rag.Memory.Embedded;

/// <summary>
/// An item as bytes: checksum of the rest, then ordinal, start, length, page, heading, text and metadata. The source
/// stands in the segment, once for all its items.
/// </summary>
internal static class ItemRecord
{
    public static void Write(Item item, ByteWriter record, ByteWriter scratch)
    {
        scratch.Clear();
        scratch.Int32(item.Ordinal);
        scratch.Varint((ulong)item.Start);
        scratch.Varint((ulong)(item.End - item.Start));
        scratch.Byte((byte)((item.Page is null ? 0 : 1) | (item.Heading is null ? 0 : 2)));
        if (item.Page is { } page) scratch.Int32(page);
        if (item.Heading is { } heading) scratch.Text(heading);
        scratch.Text(item.Text);
        scratch.Varint((ulong)item.Metadata.Count);
        foreach (var (name, value) in item.Metadata)
        {
            scratch.Text(name);
            scratch.Text(value);
        }

        record.Clear();
        record.UInt32(Checksum.Of(scratch.Written));
        record.Bytes(scratch.Written);
    }

    /// <exception cref="InvalidDataException">The bytes are not what was written.</exception>
    public static Item Read(ReadOnlySpan<byte> record, string source)
    {
        var reader = new ByteReader(record);
        if (reader.UInt32() != Checksum.Of(record[4..])) throw new InvalidDataException("The checksum does not fit.");
        var ordinal = reader.Int32();
        var start = reader.Count();
        var end = start + reader.Count();
        var has = reader.Byte();
        int? page = (has & 1) != 0 ? reader.Int32() : null;
        var heading = (has & 2) != 0 ? reader.Text() : null;
        var item = new Item
        {
            Source = source,
            Ordinal = ordinal,
            Start = start,
            End = end,
            Page = page,
            Heading = heading,
            Text = reader.Text(),
        };
        var entries = reader.Count();
        if (entries == 0) return item;
        var metadata = new Dictionary<string, string>();
        for (; entries > 0; entries--) metadata.Add(reader.Text(), reader.Text());
        return item with { Metadata = metadata };
    }
}
