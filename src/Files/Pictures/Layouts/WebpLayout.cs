using System.Buffers.Binary;

namespace Rag.Files.Pictures.Layouts;

/// <summary>WebP: one RIFF chunk, whose length is that of all.</summary>
internal sealed class WebpLayout : ILayout
{
    private const int FrameLength = 8;

    public bool Recognises(ReadOnlySpan<byte> head) => head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8);

    public void CheckWhole(PictureSource source)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(source.Content.AsSpan(4)) > source.Content.Length - FrameLength) throw source.EndsEarly();
    }
}
