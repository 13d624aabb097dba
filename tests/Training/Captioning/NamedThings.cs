using Rag.Encoders.Images.Training;
using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;
using Rag.Training.Captioning;

namespace Rag.Tests.Training.Captioning;

/// <summary>
/// Pictures of things with names of their own, some pictures each, and a colour that their patches show. The names are too rare for the
/// vocabulary: they can only be copied from the captions of the same thing's other pictures.
/// </summary>
internal sealed class NamedThings : IDisposable
{
    private const int Things = 12, Each = 4, Dimension = 16, Cells = 4, Width = 8, LeastCount = 6;
    private static readonly string[] _colours = ["red", "green", "blue"];

    public NamedThings(CaptionTrainingOptions? options = null, long seed = 1)
    {
        Options = (options ?? new CaptionTrainingOptions()) with
        {
            Pictures = 12,
            English = 1,
            Chinese = 0,
            LeastCount = LeastCount,
            CommonWords = 8,
            QueryNoise = 0,
            HeldOut = Things,
            WordDropout = 0,
            Smoothing = 0,
        };
        var set = Enumerable.Range(0, Things).SelectMany(thing => Enumerable.Range(0, Each + 1).Select(i => Picture(thing, i))).ToList();
        Data = new CaptionData(set, Options);
        torch.manual_seed(seed);
        var things = torch.randn(Things, Dimension);
        Views = Seen(Data.Training, things);
        HeldOut = Seen(Data.HeldOut, things);
        Memory = TrainingNeighbours.Remember(Data.Training, Views.Embeddings[0], captions: null);
        Decoder = new CaptionDecoder(new CaptionerOptions
        {
            Vocabulary = Data.Lexicon.Vocabulary.Count,
            PatchWidth = Width,
            Width = 32,
            Heads = 4,
            Layers = 1,
            Words = 8,
            Retrieved = 3,
            Dropout = 0,
        });
        Task = new CaptionTraining(Decoder, Data, Views, HeldOut, Memory, Options, seed);
    }

    public CaptionTrainingOptions Options { get; }

    public CaptionData Data { get; }

    public PictureViews Views { get; }

    public PictureViews HeldOut { get; }

    public CaptionedSet Memory { get; }

    public CaptionDecoder Decoder { get; }

    public CaptionTraining Task { get; }

    public static string NameOf(int thing) => $"{(char)('b' + thing)}o{(char)('b' + thing)}o";

    public static int ThingOf(CaptionedPicture picture) => int.Parse(Path.GetFileNameWithoutExtension(picture.Path).Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose()
    {
        Task.Dispose();
        Views.Dispose();
        HeldOut.Dispose();
    }

    private static CaptionedPicture Picture(int thing, int number) => new(
        $"{thing}-{number}.jpg", number < Each ? "train" : "val", [$"A {_colours[(thing + number) % _colours.Length]} {NameOf(thing)} is here ."], []);

    private static PictureViews Seen(IReadOnlyList<CaptionedPicture> pictures, Tensor things)
    {
        using var scope = NewDisposeScope();
        var embeddings = torch.stack([.. pictures.Select(picture => functional.normalize(things[ThingOf(picture)] + (0.1 * torch.randn(Dimension)), dim: 0))]);
        var patches = torch.stack([.. pictures.Select(picture => 0.1 * torch.randn(Cells, Width))]);
        foreach (var (row, picture) in pictures.Index())
            patches.select(0, row).select(1, Array.FindIndex(_colours, colour => picture.Captions[0].Contains($" {colour} ", StringComparison.Ordinal))).add_(2);
        return new PictureViews([embeddings.DetachFromDisposeScope()], [patches.to_type(float16).DetachFromDisposeScope()]);
    }
}
