using Rag.Host.CommandLine;

namespace Rag.Host.Tests.CommandLine;

/// <summary>What a command did: its exit code, what it printed, and the lines of what it complained of.</summary>
internal sealed record Ran(int ExitCode, string Output, string[] ErrorLines)
{
    public static async Task<Ran> Run(params string[] command)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await RagCommandLine.Run(command, new Terminal(output, error, interactive: false));
        return new Ran(exitCode, output.ToString(), error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
