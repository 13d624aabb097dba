using System.Runtime.InteropServices;

namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// An item as bytes: a checksum of the rest, the fields, and last the vector. The source stands in the segment, once for all
/// its items.
/// </summary>
internal static class ItemRecord
{
    [Flags]
    private enum Has : byte
    {
        Page = 1,
        Heading = 2,
        Time = 4,
        States = 8, // in segments before version 4, where no reader wrote any
        Vector = 16,
    }

    public static void Write(Item item, ByteWriter record, ByteWriter scratch)
    {
        scratch.Clear();
        scratch.Int32(item.Ordinal);
        scratch.Byte((byte)item.Modality);
        scratch.Varint((ulong)item.Start);
        scratch.Varint((ulong)(item.End - item.Start));
        scratch.Byte((byte)Fields(item));
        if (item.Page is { } page) scratch.Int32(page);
        if (item.Heading is { } heading) scratch.Text(heading);
        if (item.Time is { } time)
        {
            scratch.Int64(time.Ticks);
            scratch.Int32((int)time.Offset.TotalMinutes);
        }
        scratch.Text(item.Text);
        scratch.Varint((ulong)item.Metadata.Count);
        foreach (var (name, value) in item.Metadata)
        {
            scratch.Text(name);
            scratch.Text(value);
        }
        scratch.Bytes(MemoryMarshal.AsBytes(item.Embedding.Span));

        record.Clear();
        record.UInt32(Checksum.Of(scratch.Written));
        record.Bytes(scratch.Written);
    }

    /// <exception cref="InvalidDataException">The bytes are not what was written.</exception>
    public static Item Read(ReadOnlySpan<byte> record, string source, int dimension)
    {
        var reader = new ByteReader(record);
        if (reader.UInt32() != Checksum.Of(record[4..])) throw new InvalidDataException("the checksum of an item does not fit");
        var ordinal = reader.Int32();
        var modality = (Modality)reader.Byte();
        var start = reader.Count();
        var end = start + reader.Count();
        var has = (Has)reader.Byte();
        var item = new Item
        {
            Source = source,
            Ordinal = ordinal,
            Modality = modality,
            Start = start,
            End = end,
            Page = has.HasFlag(Has.Page) ? reader.Int32() : null,
            Heading = has.HasFlag(Has.Heading) ? reader.Text() : null,
            Time = has.HasFlag(Has.Time) ? new DateTimeOffset(reader.Int64(), TimeSpan.FromMinutes(reader.Int32())) : null,
            Text = reader.Text(),
        };
        if (reader.Count() is > 0 and var entries)
        {
            var metadata = new Dictionary<string, string>();
            for (; entries > 0; entries--) metadata.Add(reader.Text(), reader.Text());
            item = item with { Metadata = metadata };
        }
        if (has.HasFlag(Has.States)) reader.Bytes(reader.Count());
        return has.HasFlag(Has.Vector)
            ? item with { Embedding = MemoryMarshal.Cast<byte, float>(reader.Bytes(sizeof(float) * dimension)).ToArray() }
            : item;
    }

    private static Has Fields(Item item) =>
        (item.Page is null ? 0 : Has.Page) | (item.Heading is null ? 0 : Has.Heading) | (item.Time is null ? 0 : Has.Time)
        | (item.Embedding.IsEmpty ? 0 : Has.Vector);
}
