using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;

namespace Rag.Encoders.Images.Training;

/// <summary>What a text encoder makes of a set's captions, kept in a file: the encoder is frozen, so once is enough.</summary>
public static class CaptionEmbeddings
{
    private const string TensorName = "embeddings", SourceName = "captions";

    /// <summary>
    /// The embeddings of all captions, (captions, dimension): picture by picture its English ones and then its Chinese ones. Taken from <paramref name="path"/> where
    /// that holds those of the same captions, else computed and filed there.
    /// </summary>
    /// <param name="chinese">Whether the Chinese captions are wanted too.</param>
    /// <param name="embedded">Told how many are done, of how many.</param>
    public static async Task<Tensor> OfAsync(
        IReadOnlyList<CaptionedPicture> set, IEmbeddingGenerator<string, Embedding<float>> textEncoder, bool chinese, string path,
        Action<int, int>? embedded = null, CancellationToken cancel = default)
    {
        string[] captions = [.. set.SelectMany(picture => chinese ? picture.Captions.Concat(picture.ChineseCaptions) : picture.Captions)];
        var source = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', captions))));
        if (Find(path, source) is { } found) return found;
        var rows = await textEncoder.EmbedAsync(captions, EmbeddingBatches.Texts, done => embedded?.Invoke(done, captions.Length), cancel);
        float[] numbers = [.. rows.SelectMany(row => row.ToArray())];
        long[] shape = [rows.Count, rows[0].Length];
        SafetensorsWriter.Write(
            path, [new TensorData(TensorName, TensorType.F32, shape, FloatConversion.FromFloats(numbers, TensorType.F32))],
            new Dictionary<string, string> { [SourceName] = source });
        return torch.tensor(numbers, shape);
    }

    private static Tensor? Find(string path, string source)
    {
        if (!File.Exists(path)) return null;
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.GetValueOrDefault(SourceName) == source ? torch.tensor(file.ReadFloats(TensorName), [.. file.Entry(TensorName).Shape]) : null;
    }
}
