using Rag.Attention.Inference;

namespace Rag.Encoders.Checkpoints;

/// <summary>The tensors of model.safetensors, or of the files that model.safetensors.index.json names, as if they were one file.</summary>
internal sealed class ShardedWeights : IDisposable
{
    /// <summary>Ends the name of a tensor's scales: row r of its weights is row r of its int8 numbers times scale r.</summary>
    internal const string ScaleEnding = "_scale";

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _fileOf = [];
    private readonly Dictionary<string, TensorEntry> _tensors = [];

    private ShardedWeights(string path) => Path = path;

    /// <summary>The one file, or the index.</summary>
    public string Path { get; }

    public IReadOnlyDictionary<string, TensorEntry> Tensors => _tensors;

    public static ShardedWeights Open(string path)
    {
        var index = path + ".index.json";
        if (!File.Exists(path) && !File.Exists(index)) throw new CheckpointException(path, $"there is neither this file nor {System.IO.Path.GetFileName(index)}");
        var weights = new ShardedWeights(File.Exists(path) ? path : index);
        try
        {
            if (weights.Path == path) weights.Add(path);
            else weights.AddAll(ModelConfig.Read(index).Part("weight_map"));
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>How many weights there are: numbers in floating point, and int8 ones that have scales.</summary>
    public long Weights => _tensors.Values
        .Where(tensor => tensor.Type.IsFloatingPoint() ? !IsScale(tensor.Name) : IsScaled(tensor.Name))
        .Sum(tensor => tensor.Length / tensor.Type.Size());

    /// <summary>Whether a tensor holds the scales of another.</summary>
    public bool IsScale(string name) => name.EndsWith(ScaleEnding, StringComparison.Ordinal) && IsScaled(name[..^ScaleEnding.Length]);

    /// <summary>Copies a tensor's numbers into one of the same shape.</summary>
    /// <exception cref="CheckpointException">One is NaN or infinite, or the tensor has neither floating point numbers nor scales.</exception>
    public void CopyFinite(string name, Tensor target)
    {
        using var scope = NewDisposeScope();
        if (IsScaled(name))
        {
            CopyScaled(name, target);
            return;
        }
        var file = _fileOf[name];
        if (TypeOf(_tensors[name].Type) is { } type) target.CopyFrom(file.Bytes(name), type);
        else target.copy_(torch.tensor(file.ReadFloats(name), target.shape));
        if (target.isfinite().all().item<bool>()) return;
        var floats = file.ReadFloats(name);
        var bad = Array.FindIndex(floats, x => !float.IsFinite(x));
        throw new CheckpointException(file.Path, $"{_tensors[name]} holds {floats[bad]} at {bad}");
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private bool IsScaled(string name) =>
        _tensors.TryGetValue(name, out var rows) && rows.Type == TensorType.I8
        && _tensors.TryGetValue(name + ScaleEnding, out var scales) && scales.Shape.SequenceEqual(rows.Shape.Take(1));

    /// <summary>weight = int8 * the scale of its row; whole numbers are finite, so only the scales need to be looked at.</summary>
    private void CopyScaled(string name, Tensor target)
    {
        var scales = torch.empty(target.shape[0]);
        CopyFinite(name + ScaleEnding, scales);
        target.CopyFrom(_fileOf[name].Bytes(name), ScalarType.Int8);
        target.mul_(scales.view([-1, .. Enumerable.Repeat(1L, target.shape.Length - 1)])); // (rows, 1, ...)
    }

    private static ScalarType? TypeOf(TensorType type) => type switch
    {
        TensorType.F16 => ScalarType.Float16,
        TensorType.BF16 => ScalarType.BFloat16,
        TensorType.F32 => ScalarType.Float32,
        TensorType.F64 => ScalarType.Float64,
        _ => null,
    };

    private void AddAll(ModelConfig map)
    {
        var shardOf = map.Names.ToDictionary(name => name, name => map.Text(name));
        foreach (var shard in shardOf.Values.Distinct())
        {
            var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, shard);
            if (shard != System.IO.Path.GetFileName(shard) || !File.Exists(path)) throw new CheckpointException(Path, $"\"{shard}\" is no file beside it");
            Add(path);
        }
        foreach (var (name, shard) in shardOf)
        {
            if (!_fileOf.TryGetValue(name, out var file) || System.IO.Path.GetFileName(file.Path) != shard)
                throw new CheckpointException(Path, $"\"{name}\" is not in {shard}");
        }
        if (_tensors.Keys.FirstOrDefault(name => !shardOf.ContainsKey(name)) is { } unlisted)
            throw new CheckpointException(Path, $"{_fileOf[unlisted].Path} holds \"{unlisted}\", which the index does not list");
    }

    private void Add(string path)
    {
        var file = SafetensorsFile.Open(path);
        _files.Add(file);
        foreach (var (name, entry) in file.Tensors)
        {
            if (!_tensors.TryAdd(name, entry)) throw new CheckpointException(path, $"\"{name}\" is in {_fileOf[name].Path} as well");
            _fileOf[name] = file;
        }
    }
}
