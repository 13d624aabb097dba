using System.Globalization;
using Rag.Encoders.Training;

namespace Rag.Training.Aligning;

/// <summary>A folder of recordings with manifest.tsv, words.tsv where the times are known, and phones.tsv where those of sounds are.</summary>
/// <param name="Weight">How often each recording comes in a pass; 0.5 is every other time.</param>
/// <param name="Tolerance">Frames of 5 ms that a word may begin earlier or end later than its times say.</param>
public sealed record AlignSource(string Folder, double Weight, int Tolerance)
{
    private const double UsualWeight = 0.5;
    private const int UsualTolerance = 1;

    // What the sets of speech/ are worth beside each other, and how well their times are known.
    private static readonly Dictionary<string, (double Weight, int Tolerance)> _known = new()
    {
        ["fraser"] = (3, 1),
        ["grid"] = (4, 2),
        ["kathleen"] = (0.5, 1),
    };

    /// <summary>The folder's own name, which the set goes by.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>
    /// Reads FOLDER, FOLDER=WEIGHT or FOLDER=WEIGHT,TOLERANCE. What is not said is as for the set of that name: fraser comes 3 times a pass,
    /// grid 4 times with a tolerance of 2, others every other time with one of 1, and of 4 where the name begins with "espeak".
    /// </summary>
    /// <exception cref="TrainingException">It is none of these.</exception>
    public static AlignSource Parse(string text)
    {
        var at = Directory.Exists(text) ? -1 : text.LastIndexOf('=');
        var source = new AlignSource(at < 0 ? text : text[..at], UsualWeight, UsualTolerance);
        if (_known.TryGetValue(source.Name, out var known)) source = source with { Weight = known.Weight, Tolerance = known.Tolerance };
        else if (source.Name.StartsWith("espeak", StringComparison.Ordinal)) source = source with { Tolerance = 4 };
        if (at < 0) return source;
        var numbers = text[(at + 1)..].Split(',');
        var weight = source.Weight;
        var tolerance = source.Tolerance;
        var isRight = numbers.Length is 1 or 2 && double.TryParse(numbers[0], NumberStyles.Float, CultureInfo.InvariantCulture, out weight) && weight is > 0 and <= 100
            && (numbers.Length == 1 || (int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out tolerance) && tolerance <= 100));
        return isRight
            ? source with { Weight = weight, Tolerance = tolerance }
            : throw new TrainingException($"--data {text}: a folder is wanted, or FOLDER=WEIGHT,TOLERANCE with a weight above 0 and a tolerance in frames, as in speech/grid=4,2");
    }
}
