using System.CommandLine;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Hub;
using Rag.Encoders.Text;
using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Training;
using Rag.Engine.Ask.Reading;
using Rag.Training.Reading;
using Rag.Training.Reading.Data;
using TorchSharp;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train reader</c>: the reader, over a text encoder that stays as it is.</summary>
internal static class TrainReaderCommand
{
    private const int Seed = 1;
    private const string Cpu = "cpu", Cuda = "cuda";

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var usual = new ReaderTrainingOptions();
        var data = new Option<string[]>("--data")
        {
            Description = "Question sets in SQuAD's layout (.json), folders of data sets or documentation, reading sets made before",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var heldOut = new Option<string[]>("--hold-out") { Description = "The same to score on while it runs", AllowMultipleArgumentsPerToken = true };
        var model = new Option<string>("--model") { Description = "The text encoder it reads with, a name of 'rag models list' or a folder; it is not trained", DefaultValueFactory = _ => ModelLibrary.TextModel };
        var start = new Option<string?>("--start") { Description = "A reader to begin with, of the same encoder and sizes; without it the weights are drawn" };
        var output = new Option<string>("--out") { Description = "Where checkpoints, log, curve and the model go", DefaultValueFactory = _ => "trained/reader" };
        var device = new Option<string>("--device") { Description = "Where it computes", DefaultValueFactory = _ => Cpu };
        device.AcceptOnlyFromAmong(Cpu, Cuda);
        var epochs = new Option<double>("--epochs") { Description = "How often it sees each question", DefaultValueFactory = _ => 4 };
        var minutes = new Option<double?>("--minutes") { Description = "The most time it may take; the learning rate ends with it" };
        var rate = new Option<double>("--rate") { Description = "The learning rate at its peak", DefaultValueFactory = _ => 2e-3 };
        var layers = new Option<int>("--layers") { Description = "Upper layers of the encoder that it learns copies of; 0 for none, else 2 or more; --start has its own", DefaultValueFactory = _ => new ReaderOptions().CopiedLayers };
        var dropout = new Option<double>("--dropout") { Description = "Share of the numbers dropped while it learns; --start has its own", DefaultValueFactory = _ => new ReaderOptions().Dropout };
        var questions = new Option<int>("--questions") { Description = "The most questions of a step", DefaultValueFactory = _ => usual.Questions };
        var passageTokens = new Option<int>("--passage-tokens") { Description = "The most tokens of passages of a step", DefaultValueFactory = _ => usual.PassageTokens };
        var pairTokens = new Option<int>("--pair-tokens") { Description = "The most tokens of pairs of question and passage of a step", DefaultValueFactory = _ => usual.PairTokens };
        var distractors = new Option<int>("--distractors") { Description = "Wrong passages beside the right one", DefaultValueFactory = _ => usual.Distractors };
        var scoreEvery = new Option<int>("--score-every") { Description = "Steps between scores", DefaultValueFactory = _ => 500 };
        var scored = new Option<int>("--score-questions") { Description = "Held-out questions of each kind that are scored", DefaultValueFactory = _ => usual.HeldOut };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint in --out" };
        var command = new Command("reader", "Train the reader that answers")
        {
            data, heldOut, model, start, output, device, epochs, minutes, rate, layers, dropout, questions, passageTokens, pairTokens, distractors, scoreEvery, scored, resume,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            UseDevice(parsed.GetValue(device)!);
            var set = await ReadingData.LoadAsync(parsed.GetValue(data)!, Seed, cancel);
            var held = await ReadingData.LoadAsync(parsed.GetValue(heldOut) ?? [], Seed, cancel);
            terminal.Note($"{set.Passages.Count} passages, {set.Questions.Count} questions.");
            using var folder = ModelFolder.Open(library.Find(parsed.GetValue(model)!));
            var tokenizer = Tokenizer.Load(folder.File("tokenizer.json"));
            using var encoder = BertEncoder.Open(folder);
            if (parsed.GetValue(device) == Cpu) encoder.to(Precision.Fastest.Type()); // it stays as it is: only its products' speed counts
            torch.manual_seed(Seed);
            using var reader = parsed.GetValue(start) is { } begin ? Started(begin, encoder) : new ReaderModel(
                new ReaderOptions
                {
                    Encoder = encoder.Options.Space,
                    Vocabulary = encoder.Options.Vocabulary,
                    EncoderWidth = encoder.Options.Layer.Width,
                    CopiedLayers = parsed.GetValue(layers),
                    Dropout = parsed.GetValue(dropout),
                },
                encoder);
            var options = usual with
            {
                Questions = parsed.GetValue(questions),
                PassageTokens = parsed.GetValue(passageTokens),
                PairTokens = parsed.GetValue(pairTokens),
                Distractors = parsed.GetValue(distractors),
                HeldOut = parsed.GetValue(scored),
            };
            var task = new ReaderTraining(reader, tokenizer, set, held, options, Seed);
            var schedule = new TrainingOptions(
                parsed.GetValue(output)!, (int)Math.Ceiling(parsed.GetValue(epochs) * task.StepsOfEpoch), parsed.GetValue(rate), weightDecay: 0.01, mostGradient: 5,
                seed: Seed, scoreEvery: parsed.GetValue(scoreEvery), budget: parsed.GetValue(minutes) is { } most ? TimeSpan.FromMinutes(most) : null);
            TrainingReport.Run(terminal, new TrainingLoop(schedule, task, TimeProvider.System), schedule, parsed.GetValue(resume), cancel);
            reader.Save(Path.Combine(schedule.Folder, "model"));
            terminal.Note($"The model is in {Path.Combine(schedule.Folder, "model")}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static ReaderModel Started(string path, BertEncoder encoder)
    {
        using var folder = ModelFolder.Open(path);
        return ReaderModel.Open(folder, encoder);
    }

    /// <summary>Has all tensors made there from now on.</summary>
    /// <exception cref="TrainingException">There is no such device.</exception>
    private static void UseDevice(string device)
    {
        if (device == Cpu) return;
        if (!torch.cuda.is_available()) throw new TrainingException("--device cuda: there is no GPU that libtorch can use; build with -p:Torch=cuda, or train on the cpu");
        torch.set_default_device(torch.CUDA);
        torch.backends.cuda.matmul.allow_tf32 = true;
    }
}
