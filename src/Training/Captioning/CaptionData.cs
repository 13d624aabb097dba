using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Engine.Caption;

namespace Rag.Training.Captioning;

/// <summary>A language that is learned: the training captions as words' numbers, and the held-out pictures' captions.</summary>
/// <param name="Each">Captions of a picture in a step.</param>
/// <param name="Captions">Of each training picture; numbers of a <see cref="Lexicon"/>.</param>
public sealed record LanguageData(CaptionLanguage Language, int Each, IReadOnlyList<int[][]> Captions);

/// <summary>What a captioner learns from: captioned pictures, as numbers of a lexicon that holds every word of theirs.</summary>
public sealed class CaptionData
{
    /// <summary>The split of the pictures that are learned from, and remembered.</summary>
    public const string TrainSplit = "train";

    private const string HeldOutSplit = "val";

    private readonly int[] _mirrored; // the word that stands for another in a mirror image

    /// <param name="set">Pictures of the splits "train" and "val".</param>
    /// <exception cref="TrainingException">A split is empty, or a picture lacks captions in a language that is to be learned.</exception>
    public CaptionData(IReadOnlyList<CaptionedPicture> set, CaptionTrainingOptions options)
    {
        (Training, HeldOut) = (Members(set, TrainSplit), Members(set, HeldOutSplit));
        Learned = [.. Enumerable.Range(0, Training.Count).Where(i => !Says(Training[i], options.Without))];
        if (Learned.Count == 0) throw new TrainingException("Every picture shows what is to be left out.");
        var wanted = new[] { (CaptionLanguage.En, options.English), (CaptionLanguage.Zh, options.Chinese) }.Where(language => language.Item2 > 0).ToList();
        if (wanted.Count == 0) throw new TrainingException("No captions are to be learned from: ask for English or Chinese ones.");
        var vocabulary = CaptionVocabulary.Of(Learned.SelectMany(i => wanted.SelectMany(language => Of(Training[i], language.Item1))), options.LeastCount);
        Lexicon = new Lexicon(vocabulary);
        Languages = [.. wanted.Select(language => new LanguageData(language.Item1, language.Item2, [.. Training.Select(picture => Numbers(picture, language.Item1))]))];
        _mirrored = [.. Enumerable.Range(0, Lexicon.Count)];
        foreach (var (one, other) in new[] { ("left", "right"), ("左", "右") })
        {
            if (vocabulary.Id(one) is var a && vocabulary.Id(other) is var b && CaptionVocabulary.IsWord(a) && CaptionVocabulary.IsWord(b)) (_mirrored[a], _mirrored[b]) = (b, a);
        }
    }

    /// <summary>The pictures of split "train".</summary>
    public IReadOnlyList<CaptionedPicture> Training { get; }

    /// <summary>Which of these are learned from, and retrieved while learning.</summary>
    public IReadOnlyList<int> Learned { get; }

    /// <summary>The pictures that are never learned from.</summary>
    public IReadOnlyList<CaptionedPicture> HeldOut { get; }

    /// <summary>The vocabulary, and every other word of the training captions.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>The languages that are learned.</summary>
    public IReadOnlyList<LanguageData> Languages { get; }

    /// <summary>Whether a caption of a picture has one of the words.</summary>
    public static bool Says(CaptionedPicture picture, IReadOnlyList<string> words) =>
        words.Count > 0 && picture.Captions.Concat(picture.ChineseCaptions).Any(caption => CaptionWords.Of(caption).Intersect(words).Any());

    /// <summary>A picture's captions in a language.</summary>
    public static IReadOnlyList<string> Of(CaptionedPicture picture, CaptionLanguage language) => language == CaptionLanguage.En ? picture.Captions : picture.ChineseCaptions;

    /// <summary>A word of a picture, as it is of its mirror image.</summary>
    public int Mirrored(int word) => _mirrored[word];

    private int[][] Numbers(CaptionedPicture picture, CaptionLanguage language)
    {
        int[][] numbers = [.. Of(picture, language).Select(caption => CaptionWords.Of(caption).Select(Lexicon.Id).ToArray()).Where(caption => caption.Length > 0)];
        return numbers.Length > 0 ? numbers : throw new TrainingException($"{picture.Path} has no caption in {(language == CaptionLanguage.En ? "English" : "Chinese")}.");
    }

    private static CaptionedPicture[] Members(IReadOnlyList<CaptionedPicture> set, string split)
    {
        CaptionedPicture[] members = [.. set.Where(picture => picture.Split == split)];
        return members.Length > 0 ? members : throw new TrainingException($"The set has no picture of split \"{split}\".");
    }
}
