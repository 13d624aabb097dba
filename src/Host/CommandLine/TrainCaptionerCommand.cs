using System.CommandLine;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Hub;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Engine;
using Rag.Engine.Caption;
using Rag.Training.Captioning;
using TorchSharp;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train captioner</c>: the captioner, over a picture encoder that stays as it is.</summary>
internal static class TrainCaptionerCommand
{
    internal const string TrainViews = "train", HeldOutViews = "val";

    private const int Seed = 1;
    private const double Rate = 1.5e-3, RewardRate = 1e-4;

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var (usual, sizes) = (new CaptionTrainingOptions(), new CaptionerOptions());
        var data = new Option<string>("--data") { Description = "Folder with captions.jsonl and the pictures it names", Required = true };
        var picture = new Option<string>("--picture") { Description = "The picture encoder it sees with, a name of 'rag models list' or a folder; it is not trained", DefaultValueFactory = _ => ModelLibrary.PictureModel };
        var text = new Option<string>("--text") { Description = "The text encoder whose space the pictures are in; it helps to find neighbours", DefaultValueFactory = _ => ModelLibrary.TextModel };
        var output = new Option<string>("--out") { Description = "Where checkpoints, log, curve, the pictures' states and the model go", DefaultValueFactory = _ => "trained/captioner" };
        var states = new Option<string?>("--states") { Description = "Where the pictures' states are kept, as by a run before; without it in --out" };
        var start = new Option<string?>("--start") { Description = "A captioner to go on with, of the same data; its sizes are its own" };
        var reward = new Option<bool>("--reward") { Description = "Learn by what CIDEr-D says of captions drawn by chance; wants --start" };
        var passes = new Option<double>("--passes") { Description = "How often it sees each picture", DefaultValueFactory = _ => 12 };
        var minutes = new Option<double?>("--minutes") { Description = "The most time it may take, beside that for the pictures' states; the learning rate ends with it" };
        var rate = new Option<double?>("--rate") { Description = $"The learning rate at its peak; usually {Rate}, by reward {RewardRate}" };
        var views = new Option<int>("--views") { Description = "Views of each picture: as it is, mirrored, then augmented ones", DefaultValueFactory = _ => 4 };
        var width = new Option<int>("--width") { Description = "Numbers of a word's state", DefaultValueFactory = _ => sizes.Width };
        var layers = new Option<int>("--layers") { Description = "Layers of the decoder", DefaultValueFactory = _ => sizes.Layers };
        var dropout = new Option<double>("--dropout") { Description = "Share of the numbers dropped while it learns", DefaultValueFactory = _ => sizes.Dropout };
        var english = new Option<int>("--english") { Description = "English captions of a picture in a step", DefaultValueFactory = _ => usual.English };
        var chinese = new Option<int>("--chinese") { Description = "Chinese captions of a picture in a step", DefaultValueFactory = _ => usual.Chinese };
        var without = new Option<string[]>("--without") { Description = "Words that are not to be learned: pictures of which a caption has one are left out", AllowMultipleArgumentsPerToken = true };
        var scoreEvery = new Option<int>("--score-every") { Description = "Steps between scores", DefaultValueFactory = _ => 400 };
        var scored = new Option<int>("--score-pictures") { Description = "Held-out pictures that are captioned to score", DefaultValueFactory = _ => usual.HeldOut };
        var limit = new Option<int?>("--limit") { Description = "Only the first so many pictures of each split" };
        Options.AcceptOnly(views, 1, 100);
        Options.AcceptOnly(limit, 1, int.MaxValue);
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint in --out" };
        var command = new Command("captioner", "Train the captioner on captioned pictures")
        {
            data, picture, text, output, states, start, reward, passes, minutes, rate, views, width, layers, dropout, english, chinese, without, scoreEvery, scored, limit, resume,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var options = usual with { English = parsed.GetValue(english), Chinese = parsed.GetValue(chinese), HeldOut = parsed.GetValue(scored), Without = parsed.GetValue(without) ?? [] };
            var folder = parsed.GetValue(output)!;
            var set = CaptionedPicture.ReadAll(parsed.GetValue(data)!);
            if (parsed.GetValue(limit) is { } most) set = [.. set.GroupBy(one => one.Split).SelectMany(split => split.Take(most))];
            var captions = new CaptionData(set, options);
            if (parsed.GetValue(reward) && parsed.GetValue(start) is null) throw new BadInputException("--reward: captions that are drawn by chance are worth comparing once a captioner has learned; name it with --start");
            using var seen = new SeenFolder(terminal, library.Find(parsed.GetValue(picture)!), parsed.GetValue(states) ?? folder);
            using var training = seen.Views(captions.Training, parsed.GetValue(views), TrainViews, cancel);
            using var heldOut = seen.Views(captions.HeldOut, 2, HeldOutViews, cancel);
            var memory = await seen.RememberAsync(captions.Training, training, () => library.Open(parsed.GetValue(text)!), one => !CaptionData.Says(one, options.Without), cancel);
            torch.manual_seed(Seed);
            var decoder = parsed.GetValue(start) is { } begin ? Started(begin, captions.Lexicon.Vocabulary, seen.Encoder.Options.Width) : new CaptionDecoder(sizes with
            {
                Vocabulary = captions.Lexicon.Vocabulary.Count,
                PatchWidth = seen.Encoder.Options.Width,
                Width = parsed.GetValue(width),
                Layers = parsed.GetValue(layers),
                Dropout = parsed.GetValue(dropout),
            });
            using var task = new CaptionTraining(decoder, captions, training, heldOut, memory, options, Seed);
            terminal.Note($"{captions.Training.Count} pictures, {captions.Lexicon.Vocabulary.Count} words, {decoder.parameters().Sum(parameter => parameter.numel()):N0} weights, noise {task.QueryNoise}.");
            var schedule = new TrainingOptions(
                folder, (int)Math.Ceiling(parsed.GetValue(passes) * task.StepsOfPass), parsed.GetValue(rate) ?? (parsed.GetValue(reward) ? RewardRate : Rate), seed: Seed,
                scoreEvery: parsed.GetValue(scoreEvery), budget: parsed.GetValue(minutes) is { } minute ? TimeSpan.FromMinutes(minute) : null);
            ITrainingTask learning = parsed.GetValue(reward) ? new RewardTraining(task, captions) : task;
            TrainingReport.Run(terminal, new TrainingLoop(schedule, learning, TimeProvider.System), schedule, parsed.GetValue(resume), cancel);
            task.Captioner.Save(Path.Combine(folder, "model"));
            terminal.Note($"The model is in {Path.Combine(folder, "model")}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static CaptionDecoder Started(string path, CaptionVocabulary vocabulary, int patchWidth)
    {
        using var folder = ModelFolder.Open(path);
        var decoder = CaptionDecoder.Open(folder);
        return (decoder.Options.Vocabulary, decoder.Options.PatchWidth) == (vocabulary.Count, patchWidth)
            ? decoder
            : throw new BadInputException($"--start {path}: a captioner of {decoder.Options.Vocabulary} words over patches of {decoder.Options.PatchWidth}; the data and the encoder make it {vocabulary.Count} and {patchWidth}");
    }
}
