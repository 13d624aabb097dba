using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Rag.Attention.Inference;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Hub;
using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Engine;
using Rag.Engine.Caption;
using Rag.Engine.Evaluation.Captions;
using Rag.Training.Captioning;
using TorchSharp;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval caption</c>: captions beside those that people wrote, and beside captions that need no captioner.</summary>
internal static class EvalCaptionCommand
{
    private static readonly double[] _weights = [0, 5, 10, 20, 30, 40, 60, 80, 120];

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string>("--data") { Description = "Folder with captions.jsonl and the pictures it names; those of split \"train\" are the memory", Required = true };
        var split = new Option<string>("--split") { Description = "Which part of the set is captioned", DefaultValueFactory = _ => "val" };
        var use = new Option<MemoryUse>("--memory") { Description = "Whether captions of similar pictures are read, or those of others", DefaultValueFactory = _ => MemoryUse.On };
        use.AcceptOnlyFromAmong("on", "off", "shuffled");
        var text = new Option<string>("--text") { Description = "The text encoder whose space the pictures are in", DefaultValueFactory = _ => ModelLibrary.TextModel };
        var states = new Option<string?>("--states") { Description = "Where the pictures' states are kept between runs, such as --out of 'rag train captioner'; without it in the user's cache" };
        var weight = new Option<double?>("--agreement") { Description = "How much agreement with the retrieved captions counts against likelihood" };
        var tune = new Option<bool>("--tune") { Description = "Print too what each weight of agreement gives on either half of the pictures" };
        var words = new Option<string[]>("--words") { Description = "Words of which to print how often they are named where people named them", AllowMultipleArgumentsPerToken = true };
        var limit = Options.Limit();
        var json = Options.Json();
        var choice = new CaptionerChoice(library);
        var command = new Command("caption", "Captions beside those that people wrote") { data, split, use, text, states, weight, tune, words, limit, json };
        choice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var all = CaptionedPicture.ReadAll(parsed.GetValue(data)!);
            var asked = all.Where(picture => picture.Split == parsed.GetValue(split)).Take(parsed.GetValue(limit) ?? int.MaxValue).ToList();
            if (asked.Count == 0) throw new BadInputException($"--split {parsed.GetValue(split)}: no picture of {parsed.GetValue(data)} is of it");
            var remembered = all.Where(picture => picture.Split == CaptionData.TrainSplit).ToList();
            var writing = choice.Read(parsed);
            using var captioner = choice.Open(parsed);
            using var seen = new SeenFolder(terminal, choice.Encoder(parsed), parsed.GetValue(states) ?? SeenFolder.Usual(library));
            using var memoryViews = seen.Views(remembered, 1, TrainCaptionerCommand.TrainViews, cancel);
            using var views = seen.Views(asked, 1, parsed.GetValue(split)!, cancel);
            var memory = await seen.RememberAsync(remembered, memoryViews, () => library.Open(parsed.GetValue(text)!), cancel: cancel);
            IReadOnlyList<IReadOnlyList<string>> captions = [.. asked.Select(picture => CaptionData.Of(picture, writing.Language))];
            var evaluation = new CaptionEvaluation(new PictureStates(views.Embeddings[0], views.Patches[0]), captions, memory, writing.Language);
            var proposed = terminal.Progress("pictures", step => evaluation.Propose(captioner, parsed.GetValue(use), writing, new EvalCommand.Step(step), cancel));
            var chosen = parsed.GetValue(weight) ?? writing.AgreementWeight;
            using var reading = library.Open(parsed.GetValue(text)!);
            var figures = ToJson(evaluation.Judge(proposed, chosen));
            figures["retrieval"] = await Retrieval(terminal, views.Embeddings[0], captions, reading.Texts!, cancel);
            figures["baselines"] = new JsonObject
            {
                ["most_frequent"] = ToJson(evaluation.MostFrequent()),
                ["nearest"] = ToJson(evaluation.Nearest()),
                ["consensus"] = ToJson(evaluation.Consensus()),
            };
            if (parsed.GetValue(words) is { Length: > 0 } named)
            {
                var (shown, said) = evaluation.Named(proposed, chosen, named);
                figures["named"] = new JsonObject { ["pictures"] = shown, ["share"] = EvalCommand.Rounded(shown == 0 ? 0 : (double)said / shown) };
            }
            if (parsed.GetValue(tune)) figures["agreement"] = Tuned(evaluation, proposed);
            EvalCommand.Report(terminal, parsed.GetValue(json), figures);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<JsonObject> Retrieval(
        Terminal terminal, torch.Tensor embeddings, IReadOnlyList<IReadOnlyList<string>> captions, IEmbeddingGenerator<string, Embedding<float>> reader, CancellationToken cancel)
    {
        var asked = captions.SelectMany((ofPicture, picture) => ofPicture.Select(caption => (Text: caption, Picture: picture))).ToList();
        var vectors = await terminal.ProgressAsync("captions", step => reader.EmbedAsync(asked.Select(one => one.Text), EmbeddingBatches.Texts, done => step(done, asked.Count), cancel));
        float[][] texts = [.. vectors.Select(vector => vector.ToArray())], pictures = [.. embeddings.Floats().Chunk((int)embeddings.shape[1])];
        var json = new JsonObject();
        Add("t2i", CrossModalRecall.Of(texts, pictures, (caption, picture) => asked[caption].Picture == picture));
        Add("i2t", CrossModalRecall.Of(pictures, texts, (picture, caption) => asked[caption].Picture == picture));
        return json;

        void Add(string direction, CrossModalRecall recall)
        {
            json[$"{direction}_r1"] = EvalCommand.Rounded(recall.At1);
            json[$"{direction}_r5"] = EvalCommand.Rounded(recall.At5);
            json[$"{direction}_r10"] = EvalCommand.Rounded(recall.At10);
        }
    }

    private static JsonArray Tuned(CaptionEvaluation evaluation, IReadOnlyList<IReadOnlyList<CaptionCandidate>> proposed) => new([.. _weights.Select(weight => new JsonObject
    {
        ["weight"] = weight,
        ["first_half"] = ToJson(evaluation.Judge(proposed, weight, i => i < proposed.Count / 2)),
        ["second_half"] = ToJson(evaluation.Judge(proposed, weight, i => i >= proposed.Count / 2)),
    })]);

    private static JsonObject ToJson(CaptionFigures figures)
    {
        var json = new JsonObject { ["n"] = figures.Captions };
        foreach (var (n, bleu) in figures.Scores.Bleu.Index()) json[$"bleu{n + 1}"] = EvalCommand.Rounded(bleu);
        json["rouge_l"] = EvalCommand.Rounded(figures.Scores.RougeL);
        json["cider"] = EvalCommand.Rounded(figures.Scores.Cider);
        json["distinct_captions"] = figures.DistinctCaptions;
        json["distinct_words"] = figures.DistinctWords;
        return json;
    }
}
