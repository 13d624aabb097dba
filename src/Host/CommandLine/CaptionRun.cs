using Rag.Encoders.Images.Hybrid;
using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;
using Rag.Files;
using Rag.Files.Media;
using Rag.Files.Pictures;
using TorchSharp;

namespace Rag.Host.CommandLine;

/// <summary>A picture that was captioned.</summary>
/// <param name="Explanation">Null where it was not asked for.</param>
internal sealed record CaptionedFile(string Path, Picture Picture, CaptionCandidate Caption, CaptionExplanation? Explanation);

/// <summary>Captions files, some at a time; what cannot be read is reported and the rest goes on.</summary>
/// <param name="source">What is looked up; null writes without memory.</param>
internal sealed class CaptionRun(HybridEncoder encoder, Captioner captioner, ICaptionSource? source, CaptionWritingOptions options, IFileReader files)
{
    private const int Batch = 16;

    /// <param name="problem">Receives one line about each file that cannot be read.</param>
    /// <param name="explains">Whether to say what each word came from.</param>
    /// <param name="done">Told how many files are done, of how many.</param>
    public async IAsyncEnumerable<CaptionedFile> RunAsync(
        IReadOnlyList<string> paths, bool explains, Action<string> problem, Action<int, int> done,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        var count = 0;
        foreach (var batch in paths.Chunk(Batch))
        {
            var pictures = await Task.WhenAll(batch.Select(path => ReadAsync(path, problem, cancel)));
            var read = batch.Zip(pictures).Where(file => file.Second is not null).Select(file => (Path: file.First, Picture: file.Second!)).ToList();
            if (read.Count > 0)
            {
                foreach (var file in await CaptionAsync(read, explains, cancel)) yield return file;
            }
            count += batch.Length;
            done(count, paths.Count);
        }
    }

    private async Task<List<CaptionedFile>> CaptionAsync(List<(string Path, Picture Picture)> read, bool explains, CancellationToken cancel)
    {
        var (embeddings, seen) = See(read);
        using var patches = seen;
        var pools = new CaptionPool?[read.Count];
        for (var i = 0; source is not null && i < pools.Length; i++) pools[i] = await source.NearestAsync(embeddings[i], options.Language, cancel);
        var nGrams = source is null ? null : await source.NGramsAsync(options.Language, cancel);
        return Write(read, patches, pools, nGrams, explains, cancel);
    }

    // What a thread has set for tensors holds for that thread: nothing is waited for in here.
    private (float[][] Embeddings, torch.Tensor Patches) See(List<(string Path, Picture Picture)> read)
    {
        using var mode = torch.inference_mode();
        using var scope = torch.NewDisposeScope();
        var seen = SeenPictures.Of(encoder, torch.stack([.. read.Select(file => ViewsOf(file.Picture))]));
        return ([.. read.Select((_, i) => seen.Embeddings[i].data<float>().ToArray())], seen.Patches.DetachFromDisposeScope());
    }

    private List<CaptionedFile> Write(
        List<(string Path, Picture Picture)> read, torch.Tensor patches, CaptionPool?[] pools, NGramSpace? nGrams, bool explains, CancellationToken cancel)
    {
        using var mode = torch.inference_mode();
        using var scope = torch.NewDisposeScope();
        var captions = captioner.Write(patches, pools, nGrams, options, cancel);
        return
        [
            .. read.Select((file, i) => new CaptionedFile(
                file.Path, file.Picture, captions[i], explains ? captioner.Explain(patches.narrow(0, i, 1), pools[i], captions[i], options.Language) : null)),
        ];
    }

    /// <summary>The mirror image only helps to find neighbours.</summary>
    private torch.Tensor ViewsOf(Picture picture) => source is null ? encoder.Prepare(picture).unsqueeze(0) : encoder.Views(picture); // (views, 3, size, size)

    private async Task<Picture?> ReadAsync(string path, Action<string> problem, CancellationToken cancel)
    {
        try
        {
            return (await files.ReadPictureAsync(path, cancel)).OnWhite();
        }
        catch (MediaException e)
        {
            problem(e.Message);
            return null;
        }
    }
}
