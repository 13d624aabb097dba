using System.Text.Json;
using System.Text.Json.Nodes;
using Rag.Attention.Inference;
using Rag.Files;

namespace Rag.Encoders.Checkpoints;

/// <summary>
/// A model as Hugging Face lays it out: config.json beside model.safetensors, or beside model.safetensors.index.json and the
/// files that names.
/// </summary>
/// <remarks>
/// Opening reads no tensor. A model is opened in three steps: read its options from <see cref="Config"/>, build the module,
/// <see cref="Fill"/> it. Between the first and the second, <see cref="RequireWeights"/> keeps a config.json that lies about
/// sizes from being given memory.
/// </remarks>
public sealed class ModelFolder : IDisposable
{
    private const string ConfigName = "config.json", WeightsName = "model.safetensors";

    private readonly ShardedWeights _weights;

    private ModelFolder(string path, ModelConfig config, ShardedWeights weights) => (Path, Config, _weights) = (path, config, weights);

    /// <summary>Where the folder lies.</summary>
    public string Path { get; }

    /// <summary>What the folder is called.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>config.json.</summary>
    public ModelConfig Config { get; }

    /// <summary>All tensors of all files by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => _weights.Tensors;

    /// <exception cref="CheckpointException">A file is missing or damaged, or the index and the files disagree.</exception>
    public static ModelFolder Open(string path)
    {
        if (!Directory.Exists(path)) throw new CheckpointException(path, "there is no such folder");
        var config = ModelConfig.Read(System.IO.Path.Combine(path, ConfigName));
        return new ModelFolder(path, config, ShardedWeights.Open(System.IO.Path.Combine(path, WeightsName)));
    }

    /// <summary>The path of another file of the folder.</summary>
    /// <exception cref="CheckpointException">There is none of the name.</exception>
    public string File(string name) =>
        Find(name) ?? throw new CheckpointException(System.IO.Path.Combine(Path, name), "there is no such file");

    /// <summary>The path of another file of the folder, or null where there is none of the name.</summary>
    public string? Find(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        return System.IO.File.Exists(path) ? path : null;
    }

    /// <summary>Refuses sizes that the weights contradict, before memory is given to them.</summary>
    /// <param name="numbers">How many numbers a model of the configured sizes has at least.</param>
    /// <exception cref="CheckpointException">The files hold fewer.</exception>
    public void RequireWeights(long numbers)
    {
        var held = Tensors.Values.Sum(tensor => tensor.Length / tensor.Type.Size());
        if (held < numbers) throw Config.Bad($"a model of these sizes has {numbers} weights or more; the folder holds {held}");
    }

    /// <summary>
    /// Copies the files' tensors (float32, float16, bfloat16, float64, or int8 rows with a scale each) into the parameters and buffers of
    /// a module. Every tensor of both sides is accounted for.
    /// </summary>
    /// <exception cref="CheckpointMismatchException">Names or shapes differ. Nothing was copied.</exception>
    /// <exception cref="CheckpointException">A tensor holds NaN or infinity, or no floating point numbers.</exception>
    public void Fill(Module module, TensorNames names)
    {
        var own = module.state_dict();
        var inFile = own.Keys.ToDictionary(name => name, names.InFile);
        var prefix = names.Prefixes.MaxBy(prefix => inFile.Values.Count(name => Tensors.ContainsKey(prefix + name)))!;
        var wanted = own.ToDictionary(tensor => prefix + inFile[tensor.Key], tensor => tensor.Value);
        Compare(wanted, name => names.IsLeftAside(name, prefix));
        using var off = no_grad();
        foreach (var (name, target) in wanted) _weights.CopyFinite(name, target);
    }

    /// <summary>Writes config.json and model.safetensors into a folder, which is made where there is none.</summary>
    /// <remarks>
    /// Each file is replaced as a whole, the weights first: a reader sees the old file or the new one and never part of one.
    /// </remarks>
    /// <param name="type">F32, F16, or I8: matrices as int8 rows with a scale each, all else as F16.</param>
    /// <exception cref="CheckpointException">A tensor holds NaN, infinity or, for F16, a number beyond 65504.</exception>
    public static void Save(string path, JsonObject config, Module module, TensorNames names, TensorType type = TensorType.F32)
    {
        if (type is not (TensorType.F32 or TensorType.F16 or TensorType.I8)) throw new ArgumentException($"Models are saved as F32, F16 or I8, not {type}.", nameof(type));
        Directory.CreateDirectory(path);
        var weights = System.IO.Path.Combine(path, WeightsName);
        var tensors = module.state_dict().SelectMany(tensor => Stored(weights, names.Prefixes[0] + names.InFile(tensor.Key), tensor.Value, type));
        SafetensorsWriter.Write(weights, tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal), new Dictionary<string, string> { ["format"] = "pt" });
        WholeFile.Write(System.IO.Path.Combine(path, ConfigName), stream => JsonSerializer.Serialize(stream, config, _indented));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => _weights.Dispose();

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    private void Compare(Dictionary<string, Tensor> wanted, Func<string, bool> isLeftAside)
    {
        string[] missing = [.. wanted.Keys.Where(name => !Tensors.ContainsKey(name)).Order(StringComparer.Ordinal)];
        string[] unexpected = [.. Tensors.Keys.Where(name => !wanted.ContainsKey(name) && !isLeftAside(name) && !_weights.IsScale(name)).Order(StringComparer.Ordinal)];
        string[] misshapen =
        [
            .. from tensor in wanted
               where Tensors.TryGetValue(tensor.Key, out var entry) && !entry.Shape.SequenceEqual(tensor.Value.shape)
               orderby tensor.Key
               select $"{tensor.Key} [{string.Join(", ", Tensors[tensor.Key].Shape)}], not [{string.Join(", ", tensor.Value.shape)}]",
        ];
        if (missing.Length + unexpected.Length + misshapen.Length > 0)
            throw new CheckpointMismatchException(_weights.Path, missing, unexpected, misshapen);
    }

    private static TensorData[] Stored(string path, string name, Tensor tensor, TensorType type)
    {
        using var scope = NewDisposeScope();
        var floats = tensor.detach().Floats();
        var single = type == TensorType.I8 && tensor.dim() < 2 ? TensorType.F16 : type;
        var largest = single == TensorType.F16 ? (float)Half.MaxValue : float.MaxValue;
        var bad = Array.FindIndex(floats, x => !(Math.Abs(x) <= largest));
        if (bad >= 0) throw new CheckpointException(path, $"{name} holds {floats[bad]} at {bad}, which {single} cannot store");
        if (single != TensorType.I8) return [new TensorData(name, single, tensor.shape, FloatConversion.FromFloats(floats, single))];
        var (numbers, scales) = RowQuantization.Of(floats, (int)tensor.shape[0]);
        return
        [
            new TensorData(name, TensorType.I8, tensor.shape, numbers),
            new TensorData(name + ShardedWeights.ScaleEnding, TensorType.F32, [scales.Length], FloatConversion.FromFloats(scales, TensorType.F32)),
        ];
    }
}
