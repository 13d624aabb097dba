using Rag.Files.Media;

namespace Rag.Files.Pictures;

/// <summary>The bytes of one file on their way to a picture.</summary>
internal sealed record PictureSource(string Path, byte[] Content, PictureLimits Limits)
{
    /// <summary>The exception that refuses this file; the caller throws it.</summary>
    public MediaException Refuse(string reason, long? offset = null, Exception? cause = null) => new(Path, reason, offset, cause);

    /// <summary>The exception for content that breaks its format's rules.</summary>
    public MediaException Damaged(string problem, long? offset = null, Exception? cause = null) =>
        Refuse($"is damaged: {problem}; get an intact copy", offset, cause);

    /// <summary>The exception for content that is shorter than the picture it holds.</summary>
    public MediaException EndsEarly() => Damaged("it ends before the picture does", Content.Length);

    /// <summary>Refuses a picture for the size its header claims, before memory is allocated or time is spent for it.</summary>
    public void CheckSize(long width, long height)
    {
        if (width < 1 || height < 1) throw Damaged($"{width} x {height} pixels");
        if (width > Limits.MaxPixels / height)
            throw Refuse($"claims {width:N0} x {height:N0} pixels, over the limit of {Limits.MaxPixels:N0}; scale it down or raise the limit");
    }
}
