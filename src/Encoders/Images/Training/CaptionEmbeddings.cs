using System.Security.Cryptography;
using System.Text;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Images.Training;

/// <summary>What a text encoder makes of a set's captions, kept in a file: the encoder is frozen, so once is enough.</summary>
public static class CaptionEmbeddings
{
    private const string TensorName = "embeddings", SourceName = "source";

    /// <summary>The embeddings of <paramref name="captions"/>, (captions, dimension): from the file where it fits them, else computed and filed.</summary>
    /// <param name="encoder">Names the text encoder; a file of another one is made anew.</param>
    /// <param name="embed">Embeds a range of the captions.</param>
    public static Tensor Of(IReadOnlyList<string> captions, string encoder, string path, Func<IReadOnlyList<string>, float[][]> embed)
    {
        var source = $"{encoder} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', captions))))}";
        if (Find(path, source) is { } found) return found;
        var rows = embed(captions);
        var (count, dimension) = (rows.Length, rows[0].Length);
        var floats = new float[count * dimension];
        foreach (var (i, row) in rows.Index()) row.CopyTo(floats, i * dimension);
        SafetensorsWriter.Write(
            path, [new TensorData(TensorName, TensorType.F32, [count, dimension], FloatConversion.FromFloats(floats, TensorType.F32))],
            new Dictionary<string, string> { [SourceName] = source });
        return torch.tensor(floats, [count, dimension]);
    }

    private static Tensor? Find(string path, string source)
    {
        if (!File.Exists(path)) return null;
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.GetValueOrDefault(SourceName) == source ? torch.tensor(file.ReadFloats(TensorName), [.. file.Entry(TensorName).Shape]) : null;
    }
}
