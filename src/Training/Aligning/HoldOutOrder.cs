using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rag.Encoders.Training;

namespace Rag.Training.Aligning;

/// <summary>
/// Which recordings of a set are set aside: the first of an order that follows from a seed and each recording's id alone, so that it is the
/// same on every machine and whatever else the set holds.
/// </summary>
public static class HoldOutOrder
{
    /// <summary>The ids in that order.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> ids, int seed) =>
        [.. ids.Distinct().OrderBy(id => Place(id, seed)).ThenBy(id => id, StringComparer.Ordinal)];

    /// <summary>Reads NAME=COUNT of each.</summary>
    /// <exception cref="TrainingException">One is not so.</exception>
    public static IReadOnlyDictionary<string, int> Parse(IEnumerable<string> counts, string option)
    {
        var parsed = new Dictionary<string, int>();
        foreach (var text in counts)
        {
            if (text.Split('=') is not [{ Length: > 0 } name, var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw new TrainingException($"{option} {text}: the name of a folder of --data and how many of its recordings are wanted, as in fraser=75");
            parsed[name] = count;
        }
        return parsed;
    }

    private static ulong Place(string id, int seed) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{id}"))));
}
