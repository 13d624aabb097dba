using Rag.Encoders.Images.Jpeg;
using Rag.Encoders.Images.Png;

namespace Rag.Encoders.Images;

/// <summary>Reads a picture file; its first bytes, not the ending of its name, choose the decoder.</summary>
public static class PictureReader
{
    private static readonly IPictureDecoder[] _decoders = [new JpegDecoder(), new PngDecoder()];

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="limits">What the picture may cost; the defaults of <see cref="PictureLimits"/> if absent.</param>
    /// <exception cref="PictureException">The file is absent, no picture, damaged, or exceeds a limit.</exception>
    public static Picture Read(string path, PictureLimits? limits = null)
    {
        limits ??= new PictureLimits();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.Length > limits.MaxFileBytes) throw TooLong(path, file.Length, limits);
            var content = new byte[file.Length];
            var read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return Decode(path, read == content.Length ? content : content[..read], limits);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PictureException(path, "is not there; check the path", innerException: e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not PictureException)
        {
            throw new PictureException(path, $"cannot be read ({e.Message}); check that it is a file you may read", innerException: e);
        }
    }

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="path">Names the file in messages; it is not opened.</param>
    /// <param name="content">The whole file.</param>
    /// <param name="limits">What the picture may cost; the defaults of <see cref="PictureLimits"/> if absent.</param>
    /// <exception cref="PictureException">The content is no picture, damaged, or exceeds a limit.</exception>
    public static Picture Decode(string path, byte[] content, PictureLimits? limits = null)
    {
        limits ??= new PictureLimits();
        if (content.LongLength > limits.MaxFileBytes) throw TooLong(path, content.LongLength, limits);
        var source = new PictureSource(path, content, limits);
        var head = content.AsSpan(0, Math.Min(content.Length, IPictureDecoder.HeadLength));
        foreach (var decoder in _decoders)
        {
            if (decoder.Recognises(head)) return decoder.Decode(source);
        }
        throw source.Refuse(content.Length == 0 ? "is empty; get an intact copy" : "is no picture of a known format; convert it to PNG or JPEG");
    }

    private static PictureException TooLong(string path, long length, PictureLimits limits) =>
        new(path, $"has {length:N0} bytes, over the limit of {limits.MaxFileBytes:N0}; scale it down or raise the limit");
}
