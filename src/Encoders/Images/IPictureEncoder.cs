using Rag.Files.Pictures;

namespace Rag.Encoders.Images;

/// <summary>A model that sees a picture and says what is on it in one vector.</summary>
public interface IPictureEncoder : IDisposable
{
    /// <summary>Numbers of the vector.</summary>
    int Dimension { get; }

    /// <summary>What the model looks at of one picture: (views, 3, height, width), the same for every picture.</summary>
    Tensor Views(Picture picture);

    /// <summary>(pictures, views, 3, height, width) to (pictures, dimension), of length 1.</summary>
    Tensor EmbedViews(Tensor pictures);
}
