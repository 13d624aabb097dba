using System.CommandLine;
using Rag.Files;
using Rag.Lab;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag lab list|run|report</c>: the claims about attention, each as an experiment to run, read and see.</summary>
internal static class LabCommand
{
    public static Command Create(Terminal terminal) => new("lab", "Run the experiments that test what is said about attention")
    {
        List(terminal),
        Run(terminal),
        Report(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "Name every experiment with its claim");
        command.SetAction(_ =>
        {
            foreach (var experiment in Catalogue.All)
                terminal.Results.MarkupLineInterpolated($"[bold]{experiment.Name}[/]  {experiment.Claim}");
        });
        return command;
    }

    private static Command Run(Terminal terminal)
    {
        var names = Names();
        var command = new Command("run", "Run some experiments, or all") { names };
        command.SetAction((parsed, cancel) =>
        {
            var allHeld = true;
            foreach (var experiment in Chosen(parsed.GetValue(names)!))
            {
                cancel.ThrowIfCancellationRequested();
                var finding = Catalogue.Run(experiment, cancel);
                allHeld &= finding.Held;
                var rows = string.Join("; ", finding.Measurements.Select(row => $"{row.What} {row.Measured:0.####} ({row.Predicted})"));
                terminal.Results.MarkupLineInterpolated($"{(finding.Held ? "held  " : "FAILED")} [bold]{experiment.Name}[/]  {rows}");
            }
            return Task.FromResult(allHeld ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }

    private static Command Report(Terminal terminal)
    {
        var names = Names();
        var path = new Option<string>("--output", "-o") { Description = "Where the page goes", DefaultValueFactory = _ => "lab.html" };
        var command = new Command("report", "Run experiments and write one page with their figures") { names, path };
        command.SetAction((parsed, cancel) =>
        {
            var chosen = Chosen(parsed.GetValue(names)!);
            var findings = terminal.Progress("experiments", step => chosen.Select((experiment, i) =>
            {
                cancel.ThrowIfCancellationRequested();
                var finding = Catalogue.Run(experiment, cancel);
                step(i + 1, chosen.Count);
                return (experiment, finding);
            }).ToList());
            WholeFile.WriteText(parsed.GetValue(path)!, LabReport.ToHtml(findings));
            terminal.Results.MarkupLineInterpolated($"{findings.Count(pair => pair.finding.Held)} of {findings.Count} claims held: {parsed.GetValue(path)}");
            return Task.FromResult(findings.All(pair => pair.finding.Held) ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }

    private static Argument<string[]> Names()
    {
        var names = new Argument<string[]>("name") { Description = "Experiments, by name; all without one", Arity = ArgumentArity.ZeroOrMore };
        names.Validators.Add(result =>
        {
            foreach (var name in result.Tokens.Select(token => token.Value).Where(name => Catalogue.All.All(experiment => experiment.Name != name)))
                result.AddError($"no experiment is called '{name}'; 'rag lab list' names them all");
        });
        return names;
    }

    private static List<IExperiment> Chosen(string[] names) =>
        [.. Catalogue.All.Where(experiment => names.Length == 0 || names.Contains(experiment.Name))];
}
