using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Torch.Kernels.Benchmarks;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag bench kernels</c>: the tensor kernels beside what the machine can do at best.</summary>
internal static class BenchKernelsCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = Options.Json();
        var command = new Command("kernels", "Speeds of the tensor kernels as shares of the machine's peak; about a minute") { json };
        command.SetAction((parsed, cancel) =>
        {
            var figures = new List<KernelFigure>();
            foreach (var figure in KernelBenchmark.Run())
            {
                cancel.ThrowIfCancellationRequested();
                figures.Add(figure);
                if (!parsed.GetValue(json)) Write(figure, terminal.Results);
            }
            if (parsed.GetValue(json)) terminal.Json(ToJson(figures));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Write(KernelFigure figure, IAnsiConsole console) => console.WriteLine(
        $"{figure.Name,-32} {figure.Threads} thread(s) {figure.Value,9:0.0} {figure.Unit,-8} {figure.Share,5:0%}");

    private static JsonObject ToJson(IEnumerable<KernelFigure> figures) => new()
    {
        ["kernels"] = new JsonArray([.. figures.Select(figure => new JsonObject
        {
            ["name"] = figure.Name,
            ["threads"] = figure.Threads,
            ["value"] = Math.Round(figure.Value, 2),
            ["unit"] = figure.Unit,
            ["share"] = Math.Round(figure.Share, 4),
        })]),
    };
}
