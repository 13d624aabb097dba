using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Encoders.Images.Training;
using Rag.Engine;
using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;
using Rag.Files.Pictures;
using Rag.Training.Captioning;

namespace Rag.Host.CommandLine;

/// <summary><c>rag caption IMAGE...</c>: says what is on pictures.</summary>
internal static class CaptionCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var images = new Argument<string[]>("image") { Description = "Pictures, and folders of them", Arity = ArgumentArity.OneOrMore };
        var data = new Option<string?>("--data") { Description = "Folder with captions.jsonl and the pictures it names, to look up similar ones in, in place of a collection" };
        var states = new Option<string?>("--states") { Description = "Where what is computed of --data is kept between runs; without it in the user's cache" };
        var explain = new Option<string?>("--explain") { Description = "Draw where each word looked into this PNG; for one picture" };
        var sidecar = new Option<bool>("--sidecar") { Description = "Write each caption into a file beside its picture, NAME.ENDING.txt; pictures that have one that is not older are done" };
        var lines = new Option<string?>("--jsonl") { Description = "Add each caption to this file, a line of JSON each; pictures that are in it are done" };
        var json = Options.Json();
        var (choice, location) = (new CaptionerChoice(library), new MemoryLocation());
        var command = new Command("caption", "Say what is on pictures") { images, data, states, explain, sidecar, lines, json };
        choice.AddTo(command);
        location.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var problems = new List<string>();
            var found = PictureFiles.Find(parsed.GetValue(images)!, (path, reason) => Report($"{path}: {reason}"));
            if (parsed.GetValue(explain) is not null && found.Count != 1) throw new BadInputException($"--explain draws one picture; {found.Count} are given");
            if (parsed.GetValue(data) is not null && location.IsNamed(parsed)) throw new BadInputException("--data and --memory are two memories; name one");
            var targets = new CaptionTargets(parsed.GetValue(sidecar), parsed.GetValue(lines));
            var open = found.Where(path => !targets.IsDone(path)).ToList();
            if (open.Count < found.Count) terminal.Note($"{found.Count - open.Count} of {found.Count} pictures are done already");
            var captioned = new JsonArray();
            if (open.Count > 0)
            {
                var writing = choice.Read(parsed);
                using var captioner = choice.Open(parsed);
                using var encoder = SeenFolder.OpenEncoder(choice.Encoder(parsed));
                await using var memory = location.IsNamed(parsed) ? await location.OpenAsync(parsed, cancel) : null;
                var source = memory is not null ? new CollectionCaptions(memory)
                    : parsed.GetValue(data) is { } folder ? await Remember(terminal, library, choice.Encoder(parsed), folder, parsed.GetValue(states), cancel)
                    : (ICaptionSource?)null;
                await using var files = ReadFilesProgram.Apart();
                var run = new CaptionRun(encoder, captioner, source, writing, files);
                await terminal.ProgressAsync("pictures", async step =>
                {
                    await foreach (var file in run.RunAsync(open, parsed.GetValue(explain) is not null, Report, step, cancel)) Take(file, writing.Language);
                    return 0;
                });
            }
            if (parsed.GetValue(json)) terminal.Json(new JsonObject { ["captions"] = captioned, ["problems"] = new JsonArray([.. problems.Select(problem => JsonValue.Create(problem))]) });
            return problems.Count > 0 ? ExitCode.BadInput : ExitCode.Done;

            void Take(CaptionedFile file, CaptionLanguage language)
            {
                if (file.Picture.IsFirstOfSeveral) terminal.Note($"{file.Path}: an animation; its first picture is described");
                targets.Write(file.Path, file.Caption.Text, NameOf(language));
                if (parsed.GetValue(explain) is { } overlay) Draw(overlay, file);
                if (parsed.GetValue(json)) captioned.Add(ToJson(file, language));
                else if (!targets.IsAny) terminal.Text(found.Count == 1 ? file.Caption.Text : $"{file.Path}: {file.Caption.Text}");
            }

            void Report(string problem)
            {
                problems.Add(problem);
                terminal.Problem(problem);
            }
        });
        return command;
    }

    /// <summary>Opens a folder of captioned pictures as memory: those of split "train" where it has such, else all.</summary>
    private static async Task<CaptionedSet> Remember(
        Terminal terminal, ModelLibrary library, string encoder, string data, string? states, CancellationToken cancel)
    {
        var all = CaptionedPicture.ReadAll(data);
        var train = all.Where(picture => picture.Split == CaptionData.TrainSplit).ToList();
        IReadOnlyList<CaptionedPicture> pictures = train.Count > 0 ? train : all;
        using var seen = new SeenFolder(terminal, encoder, states ?? SeenFolder.Usual(library));
        using var views = seen.Views(pictures, 1, TrainCaptionerCommand.TrainViews, cancel);
        return await seen.RememberAsync(pictures, views, () => library.Open(ModelLibrary.TextModel), cancel: cancel);
    }

    private static void Draw(string path, CaptionedFile file)
    {
        var words = file.Explanation!.Words;
        if (words.Count == 0) return;
        var side = (int)Math.Round(Math.Sqrt(words[0].Patches.Length)); // pictures are squeezed to squares
        AttentionOverlay.Write(path, file.Picture, [.. words.Select(word => new AttentionMap(word.Word, word.Patches))], side, side);
    }

    private static JsonObject ToJson(CaptionedFile file, CaptionLanguage language)
    {
        var json = new JsonObject
        {
            ["image"] = file.Path,
            ["caption"] = file.Caption.Text,
            ["language"] = NameOf(language),
            ["likelihood"] = EvalCommand.Rounded(file.Caption.Likelihood),
            ["agreement"] = EvalCommand.Rounded(file.Caption.Agreement),
        };
        if (file.Picture.IsFirstOfSeveral) json["first_of_several"] = true;
        if (file.Explanation is not { } explanation) return json;
        json["words"] = new JsonArray([.. explanation.Words.Select(word => new JsonObject
        {
            ["word"] = word.Word,
            ["patches"] = new JsonArray([.. word.Patches.Select(weight => JsonValue.Create(EvalCommand.Rounded(weight)))]),
            ["memory"] = EvalCommand.Rounded(word.Memory),
            ["gate"] = EvalCommand.Rounded(word.Gate),
            ["copied"] = EvalCommand.Rounded(word.Copied),
            ["source"] = word.Source,
        })]);
        json["retrieved"] = new JsonArray([.. explanation.Retrieved.Select(caption => new JsonObject { ["caption"] = caption.Caption, ["source"] = caption.Source })]);
        return json;
    }

    private static string NameOf(CaptionLanguage language) => language.ToString().ToLowerInvariant();
}
