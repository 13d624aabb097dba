using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Images;
using Rag.Encoders.Images.Convolutional;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Text.Embeddings;
using Rag.Encoders.Training;
using Rag.Engine.Evaluation;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval images</c>: how well captions find their pictures, and pictures one of their captions.</summary>
internal static class EvalImagesCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = new Option<string>("--data") { Description = "Folder with captions.jsonl and the pictures it names", Required = true };
        var model = new Option<string?>("--model") { Description = "Folder of a picture encoder; without it the one that comes with the program" };
        var text = new Option<string>("--text") { Description = "Folder of the text encoder whose space it shares", Required = true };
        var split = new Option<string>("--split") { Description = "Which part of the set", DefaultValueFactory = _ => "val" };
        var chinese = new Option<bool>("--chinese") { Description = "Ask by the Chinese captions" };
        var json = Options.Json();
        var command = new Command("images", "Recall of pictures by captions and of captions by pictures") { data, model, text, split, chinese, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var set = CaptionedPicture.ReadAll(parsed.GetValue(data)!).Where(picture => picture.Split == parsed.GetValue(split)).ToList();
            using var pictureEncoder = PictureEmbedder.Open(parsed.GetValue(model));
            using var textEncoder = TextEncoder.Open(parsed.GetValue(text)!);
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
