using System.Text.RegularExpressions;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Text.Embeddings;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Hub;

/// <summary>A model that can be named.</summary>
/// <param name="Name">What it is called on the hub, or the short name of one that comes with Rag.</param>
/// <param name="Pulled">Where it came from; null for one that comes with Rag.</param>
public sealed record LibraryModel(string Name, string Folder, PulledModel? Pulled)
{
    /// <summary>What its files take.</summary>
    public long Size => Pulled?.Size ?? new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}

/// <summary>The models at hand: those that come with Rag and those that were pulled into one folder.</summary>
/// <param name="root">Where pulled models go; it need not exist.</param>
/// <param name="shipped">Where the models lie that come with Rag, each in a folder of its name; it need not exist.</param>
public sealed partial class ModelLibrary(string root, string shipped)
{
    /// <summary>The text encoder that comes with Rag.</summary>
    public const string TextModel = "text";

    /// <summary>The picture encoder that comes with Rag.</summary>
    public const string PictureModel = "picture";

    /// <summary>The captioner that comes with Rag.</summary>
    public const string CaptionerModel = "captioner";

    /// <summary>The Whisper that comes with Rag.</summary>
    public const string SpeechModel = "whisper-base";

    /// <summary>The model that finds a transcript's words in a recording, if it comes with Rag.</summary>
    public const string AlignerModel = "aligner";

    /// <summary>The numbers that models compute with which are opened from now on.</summary>
    public Precision Precision { get; set; } = Precision.Fastest;

    /// <summary>Where pulled models go.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The library of this computer's user.</summary>
    /// <param name="environment">Its variables: <c>RAG_MODELS</c> names the folder of pulled models, else it is <c>rag/models</c> in the user's cache.</param>
    public static ModelLibrary OfUser(Func<string, string?> environment)
    {
        var cache = environment("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var root = environment("RAG_MODELS") is { Length: > 0 } own ? own : Path.Combine(cache, "rag", "models");
        return new ModelLibrary(root, Path.Combine(AppContext.BaseDirectory, "models"));
    }

    /// <summary>All models, those that come with Rag first.</summary>
    public IReadOnlyList<LibraryModel> List() =>
    [
        .. Folders(shipped).Select(folder => new LibraryModel(Path.GetFileName(folder), folder, null)),
        .. Folders(Root).SelectMany(folder => (string[])[folder, .. Folders(folder)])
            .Where(folder => IsName(NameOf(folder)) && Path.GetExtension(folder) is not (ModelPull.PartEnding or ModelPull.ReplacedEnding))
            .Select(folder => (Folder: folder, Record: PulledModel.Read(folder)))
            .Where(model => model.Record is not null)
            .Select(model => new LibraryModel(NameOf(model.Folder), model.Folder, model.Record)),
    ];

    /// <summary>The folder of the model called <paramref name="name"/>: one that comes with Rag, one that was pulled, or a folder's path.</summary>
    /// <exception cref="HubException">There is no such model.</exception>
    public string Find(string name) => TryFind(name) ?? throw new HubException(
        $"{name}: no such model or folder; 'rag models list' names those at hand, 'rag models pull OWNER/NAME' gets another", isRefusal: true);

    /// <summary>Whether <see cref="Find"/> finds a model.</summary>
    public bool Has(string name) => TryFind(name) is not null;

    /// <summary>Whether a model of that name comes with Rag: all builds have their code, not all have the weights.</summary>
    public bool IsShipped(string name) => IsName(name) && Directory.Exists(Path.Combine(shipped, name));

    /// <summary>Opens the model that <see cref="Find"/> finds, called as <see cref="NameOf"/> calls it.</summary>
    /// <param name="texts">How long texts are read, where it reads texts by windows.</param>
    /// <exception cref="HubException">There is no such model.</exception>
    /// <exception cref="CheckpointException">It embeds nothing, or is damaged.</exception>
    /// <exception cref="TokenizerException">Its tokenizer is damaged.</exception>
    public EmbeddingModel Open(string name, TextEncoderOptions? texts = null)
    {
        var folder = Find(name);
        return EmbeddingModel.Open(folder, NameOf(folder), (texts ?? new TextEncoderOptions()) with { Precision = Precision });
    }

    /// <summary>How a collection calls the model in <paramref name="folder"/>: by the name <see cref="Find"/> finds it by.</summary>
    public string NameOf(string folder)
    {
        var full = Path.GetFullPath(folder);
        var (own, pulled) = (Path.GetRelativePath(shipped, full), Path.GetRelativePath(Root, full).Replace('\\', '/'));
        return IsName(own) ? own : IsName(pulled) ? pulled : full;
    }

    /// <summary>Where a model of that name on the hub goes.</summary>
    /// <exception cref="HubException">That is no model's name.</exception>
    public string FolderOf(string name) => IsName(name)
        ? Path.Combine([Root, .. name.Split('/')])
        : throw new HubException($"'{name}' is no name of a model on a hub: write OWNER/NAME, as in sentence-transformers/all-MiniLM-L6-v2", isRefusal: true);

    private string? TryFind(string name) =>
        IsShipped(name) ? Path.Combine(shipped, name)
        : IsName(name) && PulledModel.Read(FolderOf(name)) is not null ? FolderOf(name)
        : Directory.Exists(name) ? Path.GetFullPath(name) : null;

    private static IEnumerable<string> Folders(string parent) =>
        Directory.Exists(parent) ? Directory.GetDirectories(parent).Order(StringComparer.Ordinal) : [];

    private static bool IsName(string name) => Name().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?\z")]
    private static partial Regex Name();
}
