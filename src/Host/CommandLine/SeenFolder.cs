using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Hub;
using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Images.Training;
using Rag.Engine;
using Rag.Engine.Caption.Retrieval;
using Rag.Training.Captioning;
using TorchSharp;

namespace Rag.Host.CommandLine;

/// <summary>Captioned pictures as a picture encoder and a text encoder see them; what is computed once is kept in a folder.</summary>
internal sealed class SeenFolder : IDisposable
{
    private const string CaptionFile = "captions.safetensors";

    private readonly Terminal _terminal;
    private readonly string _folder;
    private readonly string _kept;

    /// <param name="encoder">Folder of the picture encoder.</param>
    /// <param name="kept">Where files are kept; it is made where there is none.</param>
    public SeenFolder(Terminal terminal, string encoder, string kept)
    {
        (_terminal, _folder, _kept) = (terminal, encoder, kept);
        Directory.CreateDirectory(kept);
        Encoder = OpenEncoder(encoder);
    }

    /// <summary>What sees.</summary>
    public HybridEncoder Encoder { get; }

    /// <summary>Opens a picture encoder that gives patches, in the fastest precision.</summary>
    public static HybridEncoder OpenEncoder(string path)
    {
        using var folder = ModelFolder.Open(path);
        var encoder = HybridEncoder.Open(folder);
        encoder.to(Precision.Fastest.Type());
        return encoder;
    }

    /// <summary>Where views are kept that no run of training keeps: beside the models that were pulled.</summary>
    public static string Usual(ModelLibrary library) => Path.Combine(Path.GetDirectoryName(library.Root)!, "states");

    /// <summary>Some views of pictures.</summary>
    /// <param name="name">Of their files.</param>
    public PictureViews Views(IReadOnlyList<CaptionedPicture> pictures, int count, string name, CancellationToken cancel) => _terminal.Progress(
        "pictures", step => PictureViews.Of([.. pictures.Select(one => one.Path)], count, Encoder, _folder, Path.Combine(_kept, name), step, cancel));

    /// <summary>Pictures as memory.</summary>
    /// <param name="views">The same, seen.</param>
    /// <param name="text">Opens the text encoder whose space the pictures are in, and which is let go afterwards.</param>
    /// <param name="isTold">Whether a picture's captions are told; null for all.</param>
    public async Task<CaptionedSet> RememberAsync(
        IReadOnlyList<CaptionedPicture> pictures, PictureViews views, Func<EmbeddingModel> text, Func<CaptionedPicture, bool>? isTold = null, CancellationToken cancel = default)
    {
        using var opened = text();
        var encoder = opened.Texts ?? throw new BadInputException($"--text: {opened.Name} reads {opened.Reads}, not texts");
        using var each = await _terminal.Progress("captions", step => CaptionEmbeddings.OfAsync(pictures, encoder, chinese: false, Path.Combine(_kept, CaptionFile), step, cancel));
        using var scope = torch.NewDisposeScope(); // of this thread
        var first = 0;
        var means = torch.stack([.. pictures.Select(picture =>
        {
            first += picture.Captions.Count;
            return each.narrow(0, first - picture.Captions.Count, picture.Captions.Count).mean([0]);
        })]);
        return TrainingNeighbours.Remember(pictures, views.Embeddings[0], means, isTold);
    }

    /// <summary>Lets the weights go.</summary>
    public void Dispose() => Encoder.Dispose();
}
