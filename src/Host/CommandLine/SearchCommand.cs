using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask;
using Rag.Engine.Retrieval;
using Rag.Memory;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag search QUERY</c>: the passages that match best.</summary>
internal static class SearchCommand
{
    /// <summary>Characters of a passage that are shown to a person.</summary>
    private const int Shown = 280;

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var query = new Argument<string>("query") { Description = "Words to look for; \"in double quotes\" they must stand side by side, and the other words rank what is found" };
        var count = Options.PassageCount(10, "How many passages to show");
        var json = Options.Json();
        var location = new MemoryLocation();
        var model = new ModelChoice(library);
        var ranking = Options.Ranking();
        var command = new Command("search", "Find the passages that match best") { query, count, ranking, json };
        location.AddTo(command);
        model.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var memory = await location.OpenAsync(parsed, cancellationToken);
            using var encoder = parsed.GetValue(ranking) == Ranking.Words ? null : await model.OfCollectionAsync(parsed, memory, cancellationToken);
            var options = new RagOptions { Retrieval = new RetrievalOptions { Ranking = parsed.GetValue(ranking) } };
            var clock = Stopwatch.StartNew();
            var engine = new RagEngine(memory, encoder, options);
            var hits = await engine.SearchAsync(parsed.GetValue(query)!, parsed.GetValue(count), cancellationToken);
            var time = clock.Elapsed;
            var places = await engine.PlacesOfAsync(parsed.GetValue(query)!, hits, cancellationToken);
            MemoryLocation.Report(memory.Damages, terminal);
            if (parsed.GetValue(json)) terminal.Json(ToJson(parsed.GetValue(query)!, hits, places, memory.Damages, time));
            else Write(hits, places, terminal.Results);
            return hits.Count == 0 ? MemoryLocation.NotFound(memory.Damages) : ExitCode.Done;
        });
        return command;
    }

    private static void Write(IReadOnlyList<FoundPassage> hits, IReadOnlyList<MatchedPlace?> places, IAnsiConsole console)
    {
        if (hits.Count == 0) console.MarkupLine("[yellow]nothing matches[/]");
        var folder = Directory.GetCurrentDirectory();
        foreach (var (i, (passage, match)) in hits.Zip(places).Index())
        {
            var (item, score) = passage.Hit;
            var (start, end, page) = match is null ? (item.Start, item.End, item.Page) : (match.Start, match.End, match.Page);
            var place = SourcePlace.Describe(item.Source, start, end, page, folder);
            console.MarkupLineInterpolated($"[green]{i + 1}[/] {place} [grey]score {score:0.00}{Parts(passage.Hit)}[/]");
            if (item.Heading is not null) console.MarkupLineInterpolated($"  [bold]{item.Heading}[/]");
            console.Write(new Padder(Excerpt(item, match), new Padding(2, 0, 0, 0)));
            SourcePlace.WriteCopies([.. passage.Copies.Select(copy => CopyPlace.Of(copy, match?.Text ?? item.Text))], console, folder);
            console.WriteLine();
        }
    }

    /// <summary>The passage from its beginning, or from the place that matched where that lies behind what is shown.</summary>
    private static Paragraph Excerpt(Item item, MatchedPlace? match)
    {
        var (start, end) = match is null ? (0, 0) : (match.Start - item.Start, match.End - item.Start);
        var before = AskCommand.OneLine(item.Text[..start]);
        var matched = AskCommand.OneLine(item.Text[start..end]);
        if (before.Length + matched.Length > Shown) before = "…";
        if (before.Length > 0) before += " ";
        var after = (matched.Length > 0 ? " " : "") + AskCommand.OneLine(item.Text[end..]);
        var room = Math.Max(0, Shown - before.Length - matched.Length);
        return new Paragraph(before).Append(matched, new Style(decoration: Decoration.Bold))
            .Append(after.Length > room ? after[..room] + "…" : after.TrimEnd());
    }

    /// <summary>What a hybrid score is made of.</summary>
    private static string Parts(Hit hit) => hit is { Words: { } words, Cosine: { } cosine } ? $" (words {words:0.00}, cosine {cosine:0.00})" : "";

    private static JsonObject ToJson(
        string query, IReadOnlyList<FoundPassage> hits, IReadOnlyList<MatchedPlace?> places, IReadOnlyList<Damage> damages, TimeSpan search)
    {
        return new JsonObject
        {
            ["query"] = query,
            ["hits"] = new JsonArray([.. hits.Zip(places, ToJson)]),
            ["damages"] = MemoryLocation.ToJson(damages),
            ["timings_ms"] = new JsonObject { ["search"] = Math.Round(search.TotalMilliseconds, 3) },
        };
    }

    private static JsonObject ToJson(FoundPassage passage, MatchedPlace? match) => new()
    {
        ["source"] = passage.Item.Source,
        ["start"] = passage.Item.Start,
        ["end"] = passage.Item.End,
        ["page"] = passage.Item.Page,
        ["heading"] = passage.Item.Heading,
        ["text"] = passage.Item.Text,
        ["match"] = match is null ? null : new JsonObject
        {
            ["start"] = match.Start,
            ["end"] = match.End,
            ["page"] = match.Page,
            ["text"] = match.Text,
        },
        ["also_in"] = SourcePlace.ToJson([.. passage.Copies.Select(copy => CopyPlace.Of(copy, match?.Text ?? passage.Item.Text))]),
        ["score"] = Math.Round(passage.Hit.Score, 4),
        ["words"] = passage.Hit.Words is { } words ? Math.Round(words, 4) : null,
        ["cosine"] = passage.Hit.Cosine is { } cosine ? Math.Round(cosine, 4) : null,
    };
}
