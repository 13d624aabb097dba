using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary>Where a command writes: results to one stream, problems and progress to the other.</summary>
/// <param name="output">Results; with <c>--json</c> one document and nothing else.</param>
/// <param name="error">Problems, one line each, and progress.</param>
/// <param name="interactive">True when a person watches <paramref name="error"/>: only then a bar is drawn.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool interactive)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // readable Chinese; stdout is not a web page
    };

    private readonly IAnsiConsole _errors = Create(error);

    /// <summary>Renders results for a person.</summary>
    public IAnsiConsole Results { get; } = Create(output);

    public void Json(JsonNode document) => output.WriteLine(document.ToJsonString(_json));

    /// <summary>Writes a text as it is, neither wrapped nor coloured.</summary>
    public void Text(string text) => output.Write(text);

    /// <summary>Writes one line about a problem.</summary>
    public void Problem(string line) => error.WriteLine(line.ReplaceLineEndings(" "));

    /// <summary>Writes one line about what goes on.</summary>
    public void Note(string line) => error.WriteLine(line);

    /// <summary>Runs <paramref name="work"/> under a bar with rate and time left; silent when nobody watches.</summary>
    /// <param name="what">What is counted, in the plural: "files".</param>
    /// <param name="work">Calls its argument with (done, total) as it goes on; 0 is a total that nobody knows.</param>
    public T Progress<T>(string what, Func<Action<int, int>, T> work) =>
        ProgressAsync(what, step => Task.FromResult(work(step))).GetAwaiter().GetResult();

    /// <inheritdoc cref="Progress"/>
    public async Task<T> ProgressAsync<T>(string what, Func<Action<int, int>, Task<T>> work) => !interactive
        ? await work((_, _) => { })
        : await _errors.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(bar =>
            {
                var task = bar.AddTask(what);
                var clock = Stopwatch.StartNew();
                return work((done, total) =>
                {
                    task.IsIndeterminate = total == 0;
                    task.MaxValue = total;
                    task.Value = done;
                    task.Description = $"{done:N0}{(total == 0 ? "" : $" of {total:N0}")} {what}, {done / Math.Max(1e-3, clock.Elapsed.TotalSeconds):N0}/s";
                });
            });

    private static IAnsiConsole Create(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (console.Profile.Out.IsTerminal) return console;
        console.Profile.Width = 100_000; // lines that are piped are neither wrapped nor coloured
        console.Profile.Capabilities.Ansi = false;
        console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        return console;
    }
}
