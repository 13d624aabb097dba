using Rag.Files.Media;

namespace Rag.Files.Pictures;

/// <summary>The bytes of one file on their way through a decoder.</summary>
internal sealed record PictureSource(string Path, byte[] Content, PictureLimits Limits)
{
    /// <summary>The exception that refuses this file; the caller throws it.</summary>
    public MediaException Refuse(string reason, long? offset = null, Exception? cause = null) => new(Path, reason, offset, cause);

    /// <summary>The exception for content that breaks its format's rules at a byte.</summary>
    public MediaException Damaged(string problem, long offset) => Refuse($"is damaged: {problem}; get an intact copy", offset);

    /// <summary>Refuses a picture for the size its header claims, before memory is allocated for it.</summary>
    public void CheckSize(long width, long height, long offset)
    {
        if (width == 0 || height == 0) throw Damaged($"{width} x {height} pixels", offset);
        if (width > Limits.MaxPixels / height)
            throw Refuse($"claims {width:N0} x {height:N0} pixels, over the limit of {Limits.MaxPixels:N0}; scale it down or raise the limit", offset);
    }
}
