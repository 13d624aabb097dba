using System.Security.Cryptography;
using System.Text;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Images.Training;
using Rag.Files.Pictures;

namespace Rag.Training.Captioning;

/// <summary>
/// What a frozen encoder makes of some views of each picture, computed once and kept in a file: the picture as it is, its mirror image, then
/// augmented ones, every second of them mirrored.
/// </summary>
/// <param name="Embeddings">(pictures, dimension) of each view, float32; of the first two the mean of both, as of a new picture.</param>
/// <param name="Patches">(pictures, cells, width) of each view, float16.</param>
public sealed record PictureViews(IReadOnlyList<Tensor> Embeddings, IReadOnlyList<Tensor> Patches) : IDisposable
{
    private const int Batch = 16, Seed = 7;
    private const string SourceName = "source", EmbeddingsName = "embeddings", PatchesName = "patches";

    /// <summary>Whether a view shows the mirror image, of which left is right.</summary>
    public static bool IsMirrored(int view) => view % 2 == 1;

    /// <summary>Takes the views of a folder's files where they are of these pictures and this encoder, else makes them.</summary>
    /// <param name="paths">Of the pictures.</param>
    /// <param name="count">Views of each; 1 or more.</param>
    /// <param name="encoderFolder">Where the encoder came from: its weights tell it from others.</param>
    /// <param name="file">Where they are kept, without the ending; null keeps them nowhere.</param>
    /// <param name="seen">Told how many pictures are done, of how many.</param>
    public static PictureViews Of(
        IReadOnlyList<string> paths, int count, HybridEncoder encoder, string encoderFolder, string? file, Action<int, int>? seen = null, CancellationToken cancel = default)
    {
        var source = file is null ? "" : SourceOf(paths, encoderFolder);
        var (embeddings, patches) = (new List<Tensor>(), new List<Tensor>());
        if (file is null || Enumerable.Range(0, count).Any(view => !IsOf(PathOf(view), source)))
        {
            Make(paths, count, encoder, embeddings, patches, seen, cancel);
            if (file is not null)
            {
                for (var view = 0; view < count; view++) Write(PathOf(view), source, embeddings[view], patches[view]);
            }
        }
        else
        {
            for (var view = 0; view < count; view++)
            {
                using var opened = SafetensorsFile.Open(PathOf(view));
                embeddings.Add(Read(opened, EmbeddingsName, ScalarType.Float32));
                patches.Add(Read(opened, PatchesName, ScalarType.Float16));
            }
        }
        return new PictureViews(embeddings, patches);

        string PathOf(int view) => $"{file}-{view}.safetensors";
    }

    /// <summary>Lets go of the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Embeddings.Concat(Patches)) tensor.Dispose();
    }

    private static void Make(
        IReadOnlyList<string> paths, int count, HybridEncoder encoder, List<Tensor> embeddings, List<Tensor> patches, Action<int, int>? progress, CancellationToken cancel)
    {
        var augmented = new AugmentedViews(encoder, new AugmentationOptions { Mirror = 0 }, Seed);
        using var mode = torch.inference_mode();
        foreach (var (number, chunk) in paths.Chunk(Batch).Index())
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            Picture[] pictures = [.. chunk.Select(path => PictureReader.Read(path))];
            var both = encoder.States(torch.cat([.. pictures.Select(encoder.Views)])); // picture and mirror image, picture by picture
            var means = functional.normalize(both.Embeddings.to_type(float32).view(pictures.Length, 2, -1).mean([1]), dim: -1); // (pictures, dimension)
            for (var view = 0; view < count; view++)
            {
                var seen = view < 2 ? null : encoder.States(torch.stack([.. pictures.Select((picture, i) => Augmented(picture, view, (number * Batch) + i))]));
                Keep(embeddings, view, number * Batch, seen?.Embeddings ?? means, ScalarType.Float32);
                Keep(patches, view, number * Batch, seen?.Patches ?? both.Patches.slice(0, view, both.Patches.shape[0], 2), ScalarType.Float16);
            }
            progress?.Invoke(Math.Min(paths.Count, (number + 1) * Batch), paths.Count);
        }

        Tensor Augmented(Picture picture, int view, int number) // (3, size, size)
        {
            var seen = augmented.Of(picture, (number * count) + view);
            return IsMirrored(view) ? seen.flip(-1) : seen;
        }

        void Keep(List<Tensor> all, int view, int first, Tensor rows, ScalarType type)
        {
            if (all.Count == view) all.Add(torch.empty([paths.Count, .. rows.shape[1..]], dtype: type).DetachFromDisposeScope());
            all[view].narrow(0, first, rows.shape[0]).copy_(rows);
        }
    }

    private static void Write(string path, string source, Tensor embeddings, Tensor patches) => SafetensorsWriter.Write(
        path,
        [
            new TensorData(EmbeddingsName, TensorType.F32, embeddings.shape, embeddings.bytes.ToArray()),
            new TensorData(PatchesName, TensorType.F16, patches.shape, patches.bytes.ToArray()),
        ],
        new Dictionary<string, string> { [SourceName] = source });

    private static bool IsOf(string path, string source)
    {
        if (!File.Exists(path)) return false;
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.GetValueOrDefault(SourceName) == source;
    }

    private static Tensor Read(SafetensorsFile file, string name, ScalarType type)
    {
        var tensor = torch.empty([.. file.Entry(name).Shape], dtype: type);
        tensor.CopyFrom(file.Bytes(name), type);
        return tensor.DetachFromDisposeScope();
    }

    private static string SourceOf(IReadOnlyList<string> paths, string encoderFolder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths) hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path) + "\n"));
        foreach (var file in Directory.EnumerateFiles(encoderFolder, "*.safetensors").Order(StringComparer.Ordinal)) hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
