using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Engine;
using Rag.Engine.Evaluation;
using Rag.Files.Pictures;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval images</c>: how well captions find their pictures, and pictures one of their captions.</summary>
internal static class EvalImagesCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string>("--data") { Description = "Folder with captions.jsonl and the pictures it names", Required = true };
        var model = Options.Model("The model that embeds pictures: a name of 'rag models list' or a folder; without it the one that comes with rag");
        var text = new Option<string?>("--text") { Description = "The model that embeds captions into the same space; without it --model, or the one that comes with rag" };
        var split = new Option<string>("--split") { Description = "Which part of the set", DefaultValueFactory = _ => "val" };
        var chinese = new Option<bool>("--chinese") { Description = "Ask by the Chinese captions" };
        var json = Options.Json();
        var command = new Command("images", "Recall of pictures by captions and of captions by pictures") { data, model, text, split, chinese, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var set = CaptionedPicture.ReadAll(parsed.GetValue(data)!).Where(picture => picture.Split == parsed.GetValue(split)).ToList();
            if (set.Count == 0) throw new BadInputException($"--split {parsed.GetValue(split)}: no picture of {parsed.GetValue(data)} is of it");
            using var seeing = library.Open(parsed.GetValue(model) ?? ModelLibrary.PictureModel);
            using var reading = parsed.GetValue(text) is { } name ? library.Open(name) : seeing.Texts is null ? library.Open(ModelLibrary.TextModel) : null;
            var pictureEncoder = seeing.Pictures ?? throw new BadInputException($"--model: {seeing.Name} reads {seeing.Reads}, not pictures");
            var textEncoder = (reading ?? seeing).Texts ?? throw new BadInputException($"--text: {reading!.Name} reads {reading.Reads}, not texts");
            if (reading is not null && reading.Dimension != seeing.Dimension)
                throw new BadInputException($"--text: {reading.Name} gives {reading.Dimension} numbers and {seeing.Name} {seeing.Dimension}; they share no space");
            Func<CaptionedPicture, IReadOnlyList<string>> captions = parsed.GetValue(chinese) ? picture => picture.ChineseCaptions : picture => picture.Captions;
            var figures = await terminal.Progress(
                "captions and pictures",
                step => PictureRetrievalEvaluation.RunAsync(
                    set, set.Select(picture => PictureReader.Read(picture.Path)), captions, textEncoder, pictureEncoder, new EvalCommand.Step(step), cancel));
            EvalCommand.Report(terminal, parsed.GetValue(json), ToJson(figures, parsed.GetValue(chinese)));
            return ExitCode.Done;
        });
        return command;
    }

    private static JsonObject ToJson(PictureRetrievalFigures figures, bool chinese)
    {
        var json = new JsonObject { ["pictures"] = figures.Pictures, ["captions"] = figures.Captions, ["language"] = chinese ? "zh" : "en" };
        Add("text_to_image", figures.TextToImage);
        Add("image_to_text", figures.ImageToText);
        return json;

        void Add(string direction, CrossModalRecall recall)
        {
            json[$"{direction}_r@1"] = EvalCommand.Rounded(recall.At1);
            json[$"{direction}_r@5"] = EvalCommand.Rounded(recall.At5);
            json[$"{direction}_r@10"] = EvalCommand.Rounded(recall.At10);
        }
    }
}
