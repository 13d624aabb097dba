using System.CommandLine;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Hub;
using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Images.Preprocessing;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Engine;
using Rag.Files.Pictures;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train image</c>: the picture encoder, over a pretrained net, towards a text encoder's embeddings of the captions.</summary>
internal static class TrainImageCommand
{
    private const int Seed = 1, WarmUpSteps = 100;
    private const double Rate = 1e-3, AverageDecay = 0.995, MostWarmUp = 0.2;
    private const string CaptionFile = "captions.safetensors";

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var usual = new PictureTrainingOptions();
        var data = new Option<string>("--data") { Description = "Folder with captions.jsonl and the pictures it names", Required = true };
        var net = new Option<string>("--net") { Description = "Folder of the residual net it begins with, in Hugging Face's layout", Required = true };
        var text = new Option<string>("--text") { Description = "The text encoder whose space the pictures join, a name of 'rag models list' or a folder; it is not trained", Required = true };
        var space = new Option<string?>("--space") { Description = "What that space is called, where the text encoder's folder does not say it, as in sentence-transformers/all-MiniLM-L6-v2" };
        var chinese = new Option<bool>("--chinese") { Description = "Learn from the Chinese captions too: the text encoder reads Chinese" };
        var passes = new Option<int>("--passes") { Description = "How often it sees each picture", DefaultValueFactory = _ => 9 };
        var minutes = new Option<double?>("--minutes") { Description = "The most time it may take; the learning rate ends with it" };
        var size = new Option<int>("--size") { Description = "Pixels of a picture's side", DefaultValueFactory = _ => usual.Size };
        var lastSize = new Option<int>("--last-size") { Description = "Pixels of a picture's side in the last two ninths, and when the model is used", DefaultValueFactory = _ => usual.LastSize };
        var scoreEvery = new Option<int>("--score-every") { Description = "Passes between scores on the held-out pictures", DefaultValueFactory = _ => 3 };
        var output = new Option<string>("--out") { Description = "Where checkpoints, log, curve and the model go", DefaultValueFactory = _ => "trained/image" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint in --out" };
        Options.AcceptOnly(passes, 1, 10_000);
        Options.AcceptOnly(size, 32, 1024);
        Options.AcceptOnly(lastSize, 32, 1024);
        Options.AcceptOnly(scoreEvery, 1, 10_000);
        var command = new Command("image", "Train the picture encoder on captioned pictures")
        {
            data, net, text, space, chinese, passes, minutes, size, lastSize, scoreEvery, output, resume,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = parsed.GetValue(output)!;
            var set = CaptionedPicture.ReadAll(parsed.GetValue(data)!);
            using var reading = library.Open(parsed.GetValue(text)!);
            var texts = reading.Texts ?? throw new BadInputException($"--text: {reading.Name} reads {reading.Reads}, not texts");
            using var seeing = ModelFolder.Open(parsed.GetValue(net)!);
            var cells = ResidualNet.Open(seeing);
            var sizes = new HybridEncoderOptions
            {
                Mean = Mean(seeing),
                Size = parsed.GetValue(lastSize),
                Dimension = reading.Dimension,
                Space = parsed.GetValue(space) ?? reading.Space,
            };
            using var encoder = HybridEncoder.Over(cells, sizes, Seed);
            Directory.CreateDirectory(folder);
            var inChinese = parsed.GetValue(chinese);
            using var captions = await terminal.Progress("captions", step => CaptionEmbeddings.OfAsync(set, texts, inChinese, Path.Combine(folder, CaptionFile), step, cancel));
            var options = usual with { Size = parsed.GetValue(size), LastSize = parsed.GetValue(lastSize) };
            using var task = new PictureTraining(encoder, set, Pictures(terminal, set, cancel), captions, inChinese, options, Seed);
            var steps = parsed.GetValue(passes) * task.StepsOfPass;
            var schedule = new TrainingOptions(
                folder, steps, Rate, warmUp: Math.Min(MostWarmUp, (double)WarmUpSteps / steps), averageDecay: AverageDecay, seed: Seed,
                scoreEvery: parsed.GetValue(scoreEvery) * task.StepsOfPass, budget: parsed.GetValue(minutes) is { } most ? TimeSpan.FromMinutes(most) : null);
            TrainingReport.Run(terminal, new TrainingLoop(schedule, task, TimeProvider.System), schedule, parsed.GetValue(resume), cancel);
            encoder.Save(Path.Combine(folder, "model"), TensorType.I8);
            terminal.Note($"The model is in {Path.Combine(folder, "model")}.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What the net's folder takes from red, green and blue of 0 to 255.</summary>
    private static IReadOnlyList<float> Mean(ModelFolder net)
    {
        var input = PreprocessorOptions.Load(net.File(PreprocessorOptions.FileName));
        return (input.Scale, input.Deviation) is (1, [1, 1, 1])
            ? input.Mean
            : throw new BadInputException($"--net: {net.Path} scales its pictures; only nets that see red, green and blue of 0 to 255 less a mean are known here");
    }

    private static List<Picture> Pictures(Terminal terminal, IReadOnlyList<CaptionedPicture> set, CancellationToken cancel) => terminal.Progress("pictures", step => set.Index().Select(row =>
    {
        cancel.ThrowIfCancellationRequested();
        step(row.Index + 1, set.Count);
        return PictureReader.Read(row.Item.Path);
    }).ToList());
}
