namespace Rag.Encoders.Text.Tokenizers;

/// <summary>A tokenizer file that cannot be read, lacks something or asks for something this reader does not know.</summary>
/// <param name="path">The file.</param>
/// <param name="place">The JSON path of what is wrong, such as <c>$.model.merges[3]</c>.</param>
public sealed class TokenizerException(string path, string place, string problem)
    : IOException($"{path}: {place}: {problem}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The JSON path of what is wrong.</summary>
    public string Place { get; } = place;
}
