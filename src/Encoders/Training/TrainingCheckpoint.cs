using System.Globalization;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Training;

/// <summary>
/// A run's state on disk: <c>checkpoint-STEP/</c> with the weights, their mean and the optimizer. A checkpoint is written beside
/// and then renamed, so that one that is there is whole; older ones go afterwards.
/// </summary>
internal sealed class TrainingCheckpoint(string folder)
{
    private const string Prefix = "checkpoint-";
    private const string Weights = "weights.safetensors", Mean = "mean.safetensors", Optimizer = "optimizer.bin", Run = "run", Trained = "trained";

    /// <summary>Steps done at the newest checkpoint; null where there is none.</summary>
    public int? Newest() => !Directory.Exists(folder)
        ? null
        : Directory.EnumerateDirectories(folder, Prefix + "*")
            .Select(path => int.TryParse(Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : (int?)null)
            .Max();

    /// <param name="trained">Time spent on the run so far.</param>
    public void Save(int step, TimeSpan trained, TrainingOptions options, Module model, WeightAverage? mean, OptimizerHelper optimizer)
    {
        var unfinished = Path.Combine(folder, "checkpoint.unfinished");
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        Write(Path.Combine(unfinished, Weights), model.state_dict(), options, trained);
        if (mean is not null) Write(Path.Combine(unfinished, Mean), mean.State, options, trained);
        optimizer.save_state_dict(Path.Combine(unfinished, Optimizer));
        var previous = Newest();
        if (previous == step) Directory.Delete(FolderOf(step), recursive: true);
        Directory.Move(unfinished, FolderOf(step));
        if (previous is { } older && older != step) Directory.Delete(FolderOf(older), recursive: true);
    }

    /// <returns>Time spent on the run before the checkpoint.</returns>
    /// <exception cref="TrainingException">The checkpoint belongs to a run with other options or another model.</exception>
    public TimeSpan Load(int step, TrainingOptions options, Module model, WeightAverage? mean, OptimizerHelper optimizer)
    {
        try
        {
            var trained = Read(Path.Combine(FolderOf(step), Weights), model.state_dict(), options);
            if (mean is not null) Read(Path.Combine(FolderOf(step), Mean), mean.State, options);
            optimizer.load_state_dict(Path.Combine(FolderOf(step), Optimizer));
            return trained;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new TrainingException($"{FolderOf(step)} cannot be resumed from: {e.Message}");
        }
    }

    /// <summary>What must be the same for a run to go on as if it had never stopped.</summary>
    private static string Signature(TrainingOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"steps {options.Steps}, rate {options.Rate}, warm-up {options.WarmUp}, last rate {options.LastRate}, beta2 {options.Beta2}, weight decay {options.WeightDecay}, mean {options.AverageDecay ?? 0}, seed {options.Seed}{(options.Budget is { } budget ? $", {budget.TotalMinutes} minutes" : "")}");

    private static void Write(string path, IReadOnlyDictionary<string, Tensor> state, TrainingOptions options, TimeSpan trained) => SafetensorsWriter.Write(
        path,
        state.Select(entry => new TensorData(entry.Key, TypeOf(entry.Value), entry.Value.shape, BytesOf(entry.Value))),
        new Dictionary<string, string> { [Run] = Signature(options), [Trained] = trained.ToString("c", CultureInfo.InvariantCulture) });

    private static TimeSpan Read(string path, IReadOnlyDictionary<string, Tensor> state, TrainingOptions options)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault(Run) is var run && run != Signature(options))
            throw new TrainingException($"{path} belongs to a run with {run}; this one has {Signature(options)}. Give the same options, or another folder.");
        if (file.Tensors.Count != state.Count) throw new TrainingException($"{path} holds {file.Tensors.Count} tensors; this run has {state.Count}. Give the same options, or another folder.");
        foreach (var (name, tensor) in state)
        {
            var bytes = file.Bytes(name);
            if (file.Entry(name).Type != TypeOf(tensor) || !file.Entry(name).Shape.SequenceEqual(tensor.shape))
                throw new TrainingException($"{path}: {file.Entry(name)} does not fit the model's ({string.Join(", ", tensor.shape)}).");
            using var off = no_grad();
            using var scope = NewDisposeScope();
            var given = torch.empty_like(tensor, device: CPU);
            bytes.CopyTo(given.bytes);
            tensor.copy_(given);
        }
        return TimeSpan.TryParseExact(file.Metadata.GetValueOrDefault(Trained), "c", CultureInfo.InvariantCulture, out var trained) ? trained : TimeSpan.Zero;
    }

    private static byte[] BytesOf(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }

    private static TensorType TypeOf(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => TensorType.F32,
        ScalarType.Int64 => TensorType.I64,
        _ => throw new NotSupportedException($"Checkpoints hold float32 and int64, not {tensor.dtype}."),
    };

    private string FolderOf(int step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step}"));
}
