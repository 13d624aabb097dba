using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Text.Embeddings;

/// <summary>The states of a text's tokens after some layers.</summary>
/// <param name="Encoding">The tokens, special ones included, and their places in the text.</param>
/// <param name="Layers">For each layer that was asked for, (tokens, width), row-major.</param>
public sealed record TokenStates(Encoding Encoding, IReadOnlyList<float[]> Layers);
