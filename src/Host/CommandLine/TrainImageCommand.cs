using System.CommandLine;
using Microsoft.Extensions.AI;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Hub;
using Rag.Encoders.Images.Convolutional;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Engine;
using Rag.Files.Pictures;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train image</c>: the picture encoder, towards a text encoder's embeddings of the captions.</summary>
internal static class TrainImageCommand
{
    private const int Seed = 1, ScoreEvery = 465;
    private const string CaptionFile = "captions.safetensors";
    private const double Rate = 1.4e-3;

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string>("--data") { Description = "Folder with captions.jsonl and the pictures it names", Required = true };
        var text = new Option<string>("--text") { Description = "The text encoder whose space the pictures join, a name of 'rag models list' or a folder; it is not trained", Required = true };
        var space = new Option<string?>("--space") { Description = "What that space is called, where the text encoder's folder does not say it, as in sentence-transformers/all-MiniLM-L6-v2" };
        var chinese = new Option<bool>("--chinese") { Description = "Learn from the Chinese captions too: the text encoder reads Chinese" };
        var output = new Option<string>("--out") { Description = "Where checkpoints, log, curve and the model go", DefaultValueFactory = _ => "trained/image" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint in --out" };
        var command = new Command("image", "Train the picture encoder on captioned pictures") { data, text, space, chinese, output, resume };
        command.SetAction(async (parsed, cancel) =>
        {
            var set = CaptionedPicture.ReadAll(parsed.GetValue(data)!);
            using var captions = library.Open(parsed.GetValue(text)!);
            var encoder = captions.Texts ?? throw new BadInputException($"--text: {captions.Name} reads {captions.Reads}, not texts");
            var options = new PictureEncoderOptions { Dimension = captions.Dimension, Space = parsed.GetValue(space) ?? captions.Space };
            await Train(terminal, set, encoder, parsed.GetValue(chinese), options, parsed.GetValue(output)!, parsed.GetValue(resume), cancel);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task Train(
        Terminal terminal, IReadOnlyList<CaptionedPicture> set, IEmbeddingGenerator<string, Embedding<float>> textEncoder, bool chinese,
        PictureEncoderOptions sizes, string folder, bool resume, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        using var captions = await terminal.Progress("captions", step => CaptionEmbeddings.OfAsync(set, textEncoder, chinese, Path.Combine(folder, CaptionFile), step, cancel));
        var pictures = terminal.Progress("pictures", step => set.Index().Select(row =>
        {
            cancel.ThrowIfCancellationRequested();
            step(row.Index + 1, set.Count);
            return PictureReader.Read(row.Item.Path);
        }).ToList());
        var options = new PictureTrainingOptions();
        using var encoder = PictureEncoder.Untrained(sizes, Seed);
        using var task = new PictureTraining(encoder, set, pictures, captions, chinese, options, Seed);
        var schedule = new TrainingOptions(folder, options.Steps(set.Count(picture => picture.Split == "train")), Rate, seed: Seed, scoreEvery: ScoreEvery);
        TrainingReport.Run(terminal, new TrainingLoop(schedule, task, TimeProvider.System), schedule, resume, cancel);
        encoder.Save(Path.Combine(folder, "model"), TensorType.F16);
        terminal.Note($"The model is in {Path.Combine(folder, "model")}.");
    }
}
