namespace Rag.Encoders.Images.Hybrid;

/// <summary>What one pass over pictures gives.</summary>
/// <param name="Embeddings">(pictures, dimension), of length 1.</param>
/// <param name="Patches">(pictures, cells, width), row by row from the upper left.</param>
public sealed record PictureStates(Tensor Embeddings, Tensor Patches);
