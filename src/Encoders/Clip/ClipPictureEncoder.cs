using Rag.Encoders.Checkpoints;
using Rag.Encoders.Images;
using Rag.Encoders.Images.Preprocessing;
using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Encoders.Clip;

/// <summary>CLIP's tower of pictures and its projection, over pictures as the folder's <c>preprocessor_config.json</c> wants them.</summary>
/// <param name="clip">Is disposed with this.</param>
public sealed class ClipPictureEncoder(ClipModel clip, Preprocessor preprocessor) : IPictureEncoder
{
    /// <inheritdoc/>
    public int Dimension => clip.Options.Width;

    /// <summary>Sees through an opened model; without the file, pictures are prepared as CLIP's are by default.</summary>
    /// <exception cref="CheckpointException">The file makes pictures of another size than the model sees.</exception>
    /// <exception cref="MediaException">The file is damaged.</exception>
    public static ClipPictureEncoder Of(ClipModel clip, ModelFolder folder)
    {
        var size = clip.Options.Vision.Picture;
        if (folder.Find(PreprocessorOptions.FileName) is not { } file)
            return new ClipPictureEncoder(clip, new Preprocessor(new PreprocessorOptions { ShortestEdge = size, Crop = (size, size) }));
        var options = PreprocessorOptions.Load(file);
        var made = options.Crop ?? options.Size;
        return made == (size, size)
            ? new ClipPictureEncoder(clip, new Preprocessor(options))
            : throw new CheckpointException(file, $"makes pictures of {(made is { } other ? $"{other.Width} x {other.Height}" : "any size")}; the model sees {size} x {size}");
    }

    /// <inheritdoc/>
    public Tensor Views(Picture picture)
    {
        using var pixels = preprocessor.Apply(picture); // (3, size, size)
        return pixels.unsqueeze(0);
    }

    /// <inheritdoc/>
    public Tensor EmbedViews(Tensor pictures) => clip.EmbedPictures(pictures.flatten(0, 1));

    /// <inheritdoc/>
    public void Dispose() => clip.Dispose();
}
