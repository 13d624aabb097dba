using Microsoft.Extensions.AI;
using Rag.Encoders.Audio;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Hub;
using Rag.Engine;

namespace Rag.Host.CommandLine;

/// <summary>What <c>rag embed</c> is given: texts, and the files of pictures and recordings.</summary>
internal sealed record EmbeddingInputs(string[] Texts, string[] Images, string[] Recordings)
{
    /// <summary>All of them, in the order of their embeddings.</summary>
    public IReadOnlyList<string> All { get; } = [.. Texts, .. Images, .. Recordings];

    /// <summary>Opens the models that come with rag, those that are needed.</summary>
    /// <exception cref="BadInputException">None reads this.</exception>
    public EmbeddingModel OpenShipped(ModelLibrary library)
    {
        if (Recordings.Length > 0)
            throw new BadInputException($"--audio: no model that embeds sound in the space of texts comes with rag; name one with --model, such as {ModelLibrary.SpeechModel}, the mean of whose states tells sounds apart");
        if (Texts.Length > 0 && !library.IsShipped(ModelLibrary.TextModel))
            throw new BadInputException("no text encoder comes with this build of rag: name a model with --model");
        if (Images.Length == 0) return library.Open(ModelLibrary.TextModel);
        return Texts.Length == 0
            ? library.Open(ModelLibrary.PictureModel)
            : library.Open(ModelLibrary.TextModel).With(library.Open(ModelLibrary.PictureModel));
    }

    /// <summary>The embedding of each.</summary>
    /// <param name="report">Is told how many are done.</param>
    /// <exception cref="BadInputException">The model does not read one of the kinds.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(EmbeddingModel model, Action<int> report, CancellationToken cancel)
    {
        var texts = Reader(Texts, model.Texts, "texts");
        var pictures = Reader(Images, model.Pictures, "pictures");
        var sounds = Reader(Recordings, model.Sounds, "sound");
        var vectors = new List<ReadOnlyMemory<float>>();
        await Add(texts, Texts, EmbeddingBatches.Texts);
        await using var files = ReadFilesProgram.Apart();
        foreach (var batch in Images.Chunk(EmbeddingBatches.Pictures))
            await Add(pictures, await Task.WhenAll(batch.Select(path => files.ReadPictureAsync(path, cancel))), EmbeddingBatches.Pictures);
        await Add(sounds, Recordings.Select(path => new Recording(path)), EmbeddingBatches.Recordings);
        return vectors;

        IEmbeddingGenerator<T, Embedding<float>>? Reader<T>(string[] inputs, IEmbeddingGenerator<T, Embedding<float>>? generator, string kind) =>
            inputs.Length == 0 ? null
            : generator ?? throw new BadInputException($"{model.Name} reads {model.Reads}, not {kind}; name another model with --model");

        async Task Add<T>(IEmbeddingGenerator<T, Embedding<float>>? generator, IEnumerable<T> inputs, int batch)
        {
            var before = vectors.Count;
            if (generator is not null) vectors.AddRange(await generator.EmbedAsync(inputs, batch, done => report(before + done), cancel));
        }
    }
}
