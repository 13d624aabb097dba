namespace Rag.Encoders.Checkpoints;

/// <summary>A checkpoint that is damaged, or holds something else than was asked for.</summary>
public class CheckpointException(string path, string problem) : IOException($"{path}: {problem}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
