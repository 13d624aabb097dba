using System.Runtime.InteropServices;
using Rag.Host;
using Rag.Host.CommandLine;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopCleanly);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, StopCleanly); // the terminal was closed
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopCleanly);

if (args is [ReadFilesProgram.Command]) return await ReadFilesProgram.RunAsync();
var answers = Console.IsInputRedirected ? null : Console.In;
var terminal = new Terminal(Console.Out, Console.Error, interactive: !Console.IsErrorRedirected, answers);
return await RagCommandLine.Run(args, terminal, stop.Token);

// The first signal ends the work in hand cleanly, a second one the process.
void StopCleanly(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
