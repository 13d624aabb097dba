namespace Rag.Encoders.Text.Tokenizers;

/// <summary>A rule of a file costs more on a text than any honest one: what a <see cref="TokenizerException"/> then says.</summary>
internal sealed class TextLimitException(string problem) : Exception(problem);
