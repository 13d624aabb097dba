using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.DataSets;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Hub;
using Rag.Encoders.Text;
using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Text.Training;
using Rag.Encoders.Training;
using Rag.Files;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train text</c>: Chinese characters for an English text encoder.</summary>
internal static class TrainTextCommand
{
    private const int Seed = 1, ScoreEvery = 50;
    private const double Rate = 3e-3;
    private const string TokenizerName = "tokenizer.json";

    // What the sentence-transformers library says beside the model.
    private static readonly string[] _others = ["modules.json", "sentence_bert_config.json", "1_Pooling/config.json"];

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string[]>("--data")
        {
            Description = "Folders with captions.jsonl, question sets in SQuAD's layout (.json), a CC-CEDICT dictionary (.u8)",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var heldOut = new Option<string[]>("--hold-out") { Description = "Question sets to score on while it runs", AllowMultipleArgumentsPerToken = true };
        var model = new Option<string>("--model") { Description = "The English text encoder to start from, a name of 'rag models list' or a folder", Required = true };
        var space = new Option<string?>("--space") { Description = "What its space is called, where its folder does not say it, as in sentence-transformers/all-MiniLM-L6-v2" };
        var output = new Option<string>("--out") { Description = "Where checkpoints, log, curve and the model go", DefaultValueFactory = _ => "trained/text" };
        var steps = new Option<int>("--steps") { Description = "Updates, all in all", DefaultValueFactory = _ => 1200 };
        var tune = new Option<bool>("--tune") { Description = "Train the layers too, not only the Chinese rows: English embeddings move a little" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint in --out" };
        var command = new Command("text", "Teach an English text encoder Chinese") { data, heldOut, model, space, output, steps, tune, resume };
        command.SetAction((parsed, cancel) =>
        {
            var schedule = new TrainingOptions(
                parsed.GetValue(output)!, parsed.GetValue(steps), Rate, weightDecay: 0, averageDecay: 0.98, seed: Seed, scoreEvery: ScoreEvery);
            var corpus = TextCorpus.Read(parsed.GetValue(data)!);
            QuestionSet[] held = [.. (parsed.GetValue(heldOut) ?? []).Select(QuestionSet.Read)];
            using var folder = ModelFolder.Open(library.Find(parsed.GetValue(model)!));
            var spaceName = parsed.GetValue(space) ?? EmbeddingSpace.Read(folder.Config) ?? library.NameOf(folder.Path);
            var options = new TextTrainingOptions { TunesLayers = parsed.GetValue(tune) };
            Train(terminal, folder, spaceName, corpus, held, options, schedule, parsed.GetValue(resume), cancel);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Train(
        Terminal terminal, ModelFolder folder, string space, TextCorpus corpus, QuestionSet[] heldOut, TextTrainingOptions options,
        TrainingOptions schedule, bool resume, CancellationToken cancel)
    {
        var result = Path.Combine(schedule.Folder, "model");
        Directory.CreateDirectory(result);
        var tokenizer = JsonNode.Parse(File.ReadAllText(folder.File(TokenizerName)))!.AsObject();
        var added = HanVocabulary.Missing(tokenizer, corpus.ChineseTexts(), options.Characters);
        HanVocabulary.Extend(tokenizer, added);
        WholeFile.WriteText(Path.Combine(result, TokenizerName), tokenizer.ToJsonString());

        using var english = BertEncoder.Open(folder);
        var extended = Tokenizer.Load(Path.Combine(result, TokenizerName));
        using var encoder = ExtendedEncoder.Of(english, extended, added.ToHashSet(), corpus.Dictionary, space, Seed);
        using var task = new TextTraining(encoder, extended, corpus, heldOut, options, schedule.Seed);
        if (corpus.Chinese.Count > 0) terminal.Note($"The first step, and every {options.AlikeEvery}th after it, takes a minute or more: it compares all paragraphs to find hard negatives.");
        TrainingReport.Run(terminal, new TrainingLoop(schedule, task, TimeProvider.System), schedule, resume, cancel);
        task.Finish();
        encoder.Save(result, TensorType.F16);
        foreach (var name in _others)
        {
            if (folder.Find(name) is not { } file) continue;
            var copy = Path.Combine(result, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            WholeFile.Write(copy, stream => stream.Write(File.ReadAllBytes(file))); // not a copy's rights: the source may be read-only
        }
        terminal.Note($"The model is in {result}.");
    }
}
