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
/// <param name="answers">Where a person answers questions; null where nobody does.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool interactive, TextReader? answers = null)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // readable Chinese; stdout is not a web page
    };

    private readonly IAnsiConsole _errors = Create(error);

    /// <summary>Renders results for a person.</summary>
    public IAnsiConsole Results { get; } = Create(output);

    /// <summary>Writes a text as it is, for whoever counts its characters; a terminal gets none that would command it.</summary>
    public void Text(string text) => output.WriteLine(Results.Profile.Out.IsTerminal ? ControlCharacters.Shown(text) : text);

    public void Json(JsonNode document) => output.WriteLine(document.ToJsonString(_json));

    /// <summary>Writes one line about a problem.</summary>
    public void Problem(string line) => Note(line.ReplaceLineEndings(" "));

    /// <summary>Writes one line about what goes on.</summary>
    public void Note(string line) => error.WriteLine(ControlCharacters.Shown(line));

    /// <summary>Asks a person yes or no; no where nobody watches.</summary>
    public bool Confirms(string question)
    {
        if (!interactive || answers is null) return false;
        error.Write($"{ControlCharacters.Shown(question)} [y/N] ");
        error.Flush();
        return answers.ReadLine()?.Trim() is ['y' or 'Y', ..];
    }

    /// <summary>Runs <paramref name="work"/> under a bar with rate and time left; silent when nobody watches.</summary>
    /// <param name="what">What is counted, in the plural: "files".</param>
    /// <param name="work">Calls its argument with (done, total) as it goes on; 0 is a total that nobody knows.</param>
    public T Progress<T>(string what, Func<Action<int, int>, T> work) => !interactive
        ? work((_, _) => { })
        : Bar().Start(bar => work(Counted(what, Shown(bar, what))));

    /// <inheritdoc cref="Progress"/>
    public Task<T> ProgressAsync<T>(string what, Func<Action<int, int>, Task<T>> work) => BarAsync(what, show => work(Counted(what, show)));

    /// <summary>Runs <paramref name="work"/> under a bar with the time left; silent when nobody watches.</summary>
    /// <param name="what">What is shown before it says more.</param>
    /// <param name="work">Calls its argument with (done, total, what to show) as it goes on; 0 is a total that nobody knows.</param>
    public async Task<T> BarAsync<T>(string what, Func<Action<double, double, string>, Task<T>> work) => !interactive
        ? await work((_, _, _) => { })
        : await Bar().StartAsync(bar => work(Shown(bar, what)));

    private Progress Bar() => _errors.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

    private static Action<double, double, string> Shown(ProgressContext bar, string what)
    {
        var task = bar.AddTask(Markup.Escape(what));
        return (done, total, shown) =>
        {
            task.IsIndeterminate = total == 0;
            task.MaxValue = Math.Max(1, total);
            task.Value = done;
            task.Description = Markup.Escape(shown);
        };
    }

    /// <summary>Says how many are done of how many, and how many a second.</summary>
    private static Action<int, int> Counted(string what, Action<double, double, string> show)
    {
        var clock = Stopwatch.StartNew();
        return (done, total) =>
            show(done, total, $"{done:N0}{(total == 0 ? "" : $" of {total:N0}")} {what}, {done / Math.Max(1e-3, clock.Elapsed.TotalSeconds):N0}/s");
    }

    private static IAnsiConsole Create(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Pipeline.Attach(new ControlCharacters());
        if (console.Profile.Out.IsTerminal) return console;
        console.Profile.Width = 100_000; // lines that are piped are neither wrapped nor coloured
        console.Profile.Capabilities.Ansi = false;
        console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        return console;
    }
}
