using Rag.Files.Media;

namespace Rag.Files.Pictures;

/// <summary>
/// Reads a picture file; its first bytes, not the ending of its name, choose the decoder. What none of them recognises goes
/// to ffmpeg.
/// </summary>
public static class PictureReader
{
    /// <summary>Reads and decodes a file.</summary>
    /// <param name="limits">What the picture may cost; the defaults of <see cref="PictureLimits"/> if absent.</param>
    /// <exception cref="MediaException">The file is absent, no picture, damaged, or exceeds a limit.</exception>
    public static Picture Read(string path, PictureLimits? limits = null)
    {
        limits ??= new PictureLimits();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.Length > limits.MaxFileBytes) throw TooLong(path, file.Length, limits);
            var content = new byte[file.Length];
            var read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            var source = new PictureSource(path, read == content.Length ? content : content[..read], limits);
            return TryDecode(source) ?? VideoFrames.First(path, limits);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MediaException(path, "is not there; check the path", innerException: e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new MediaException(path, $"cannot be read ({e.Message}); check that it is a file you may read", innerException: e);
        }
    }

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="path">Names the file in messages; it is not opened.</param>
    /// <param name="content">The whole file.</param>
    /// <param name="limits">What the picture may cost; the defaults of <see cref="PictureLimits"/> if absent.</param>
    /// <exception cref="MediaException">The content is no picture, damaged, or exceeds a limit.</exception>
    public static Picture Decode(string path, byte[] content, PictureLimits? limits = null)
    {
        limits ??= new PictureLimits();
        if (content.LongLength > limits.MaxFileBytes) throw TooLong(path, content.LongLength, limits);
        var source = new PictureSource(path, content, limits);
        return TryDecode(source) ?? throw source.Refuse("is no picture of a known format; convert it to PNG or JPEG", 0);
    }

    private static Picture? TryDecode(PictureSource source)
    {
        if (source.Content.Length == 0) throw source.Refuse("is empty; get an intact copy", 0);
        var head = source.Content.AsSpan(0, Math.Min(source.Content.Length, IPictureDecoder.HeadLength));
        foreach (var decoder in PictureDecoders.All)
        {
            if (decoder.Recognises(head)) return decoder.Decode(source);
        }
        return null;
    }

    private static MediaException TooLong(string path, long length, PictureLimits limits) =>
        new(path, $"has {length:N0} bytes, over the limit of {limits.MaxFileBytes:N0}; scale it down or raise the limit");
}
