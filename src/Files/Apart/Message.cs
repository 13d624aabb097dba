using System.Buffers.Binary;

namespace Rag.Files.Apart;

/// <summary>What a message between a program and its reader asks for or brings.</summary>
internal enum MessageKind : byte
{
    /// <summary>A document: its path and its content; or its text and the rest of it.</summary>
    Document = 1,

    /// <summary>A picture: its path; or its size, colours and opacity.</summary>
    Picture = 2,

    /// <summary>The file is refused: <see cref="Apart.Refusal"/>.</summary>
    Refusal = 3,
}

/// <summary>
/// One message on a pipe, little-endian: a mark of four bytes, the kind, the number of parts in a byte each; the parts' lengths in four
/// bytes each; the parts. Parts are written from where they lie.
/// </summary>
internal sealed record Message(MessageKind Kind, params IReadOnlyList<ReadOnlyMemory<byte>> Parts)
{
    private const int HeadLength = 6, MostParts = 3;

    private static ReadOnlySpan<byte> Mark => "RAGm"u8;

    public async Task WriteAsync(Stream pipe)
    {
        var head = new byte[HeadLength + sizeof(int) * Parts.Count];
        Mark.CopyTo(head);
        (head[4], head[5]) = ((byte)Kind, (byte)Parts.Count);
        for (var i = 0; i < Parts.Count; i++) BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(HeadLength + sizeof(int) * i), Parts[i].Length);
        await pipe.WriteAsync(head);
        foreach (var part in Parts) await pipe.WriteAsync(part);
        await pipe.FlushAsync();
    }

    /// <summary>The next message; null where the pipe ends before one.</summary>
    /// <param name="maxPartBytes">Of a part; longer ones are not allocated.</param>
    /// <exception cref="InvalidDataException">What comes is no message.</exception>
    /// <exception cref="EndOfStreamException">The pipe ends within the message.</exception>
    public static async Task<Message?> ReadAsync(Stream pipe, long maxPartBytes)
    {
        var head = new byte[HeadLength];
        if (await pipe.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false) < HeadLength) return null;
        if (!head.AsSpan().StartsWith(Mark) || head[5] > MostParts || !Enum.IsDefined((MessageKind)head[4])) throw new InvalidDataException();
        var lengths = new byte[sizeof(int) * head[5]];
        await pipe.ReadExactlyAsync(lengths);
        var parts = new ReadOnlyMemory<byte>[head[5]];
        for (var i = 0; i < parts.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(lengths.AsSpan(sizeof(int) * i));
            if (length < 0 || length > maxPartBytes) throw new InvalidDataException();
            var part = new byte[length];
            await pipe.ReadExactlyAsync(part);
            parts[i] = part;
        }
        return new Message((MessageKind)head[4], parts);
    }
}
