using Rag.Files;
using Rag.Files.Apart;

namespace Rag.Host;

/// <summary>
/// <c>rag read-files</c>: what <c>rag</c> starts once more to read what only large parsers can. It is no command for people, and is looked
/// for before any: it is ready in a few hundredths of a second.
/// </summary>
internal static class ReadFilesProgram
{
    public const string Command = "read-files";

    /// <summary>A reader whose processes are this program.</summary>
    public static ApartReader Apart()
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "rag.exe" : "rag");
        // Where "dotnet" runs this, it may be installed where the program would not look for it.
        return Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? new ApartReader(new ReaderProcessOptions { Program = host, Arguments = ["exec", Path.ChangeExtension(program, ".dll"), Command] })
            : new ApartReader(new ReaderProcessOptions { Program = program, Arguments = [Command] });
    }

    /// <summary>Serves until the program that started this one closes the pipe.</summary>
    public static async Task<int> RunAsync()
    {
        using var requests = Console.OpenStandardInput();
        using var answers = Console.OpenStandardOutput();
        Console.SetOut(TextWriter.Null); // the pipe is not for what a library may have to say
        await using var reader = new InPlaceReader();
        await ReaderService.ServeAsync(requests, answers, reader);
        return 0;
    }
}
