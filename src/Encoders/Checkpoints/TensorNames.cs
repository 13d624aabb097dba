namespace Rag.Encoders.Checkpoints;

/// <summary>
/// How the names of a module's tensors read in a file: <see cref="Parts"/> are renamed, a prefix is set before them. A model's
/// table of names is one value of this type.
/// </summary>
/// <example>With ("layers", "encoder.layer"), layers.0.up.weight is encoder.layer.0.up.weight in the file.</example>
public sealed record TensorNames
{
    /// <summary>
    /// Runs of dotted parts in the module's names and what stands for them in the file's. A name is read once from left to
    /// right; where several fit, the longest counts.
    /// </summary>
    public IReadOnlyList<(string Module, string File)> Parts { get; init; } = [];

    /// <summary>
    /// What may stand before all of the module's names, as files differ in it ("", "bert."): reading takes the one that finds
    /// most of them, writing the first.
    /// </summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [""];

    /// <summary>
    /// Tensors of a file that are left aside: buffers that are constants, parts that belong to another model. Names with or
    /// without the prefix; one that ends in a dot stands for all that begin so.
    /// </summary>
    public IReadOnlyList<string> LeftAside { get; init; } = [];

    /// <summary>The name in a file, without the prefix.</summary>
    public string InFile(string name)
    {
        var rest = name.Split('.').AsSpan();
        var renamed = new List<string>();
        while (!rest.IsEmpty)
        {
            var (length, file) = (1, rest[0]);
            foreach (var (module, replacement) in Parts)
            {
                var run = module.Split('.');
                if (run.Length >= length && rest.StartsWith(run)) (length, file) = (run.Length, replacement);
            }
            renamed.Add(file);
            rest = rest[length..];
        }
        return string.Join('.', renamed);
    }

    internal bool IsLeftAside(string name, string prefix)
    {
        var bare = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        return LeftAside.Any(aside => aside.EndsWith('.')
            ? name.StartsWith(aside, StringComparison.Ordinal) || bare.StartsWith(aside, StringComparison.Ordinal)
            : name == aside || bare == aside);
    }
}
