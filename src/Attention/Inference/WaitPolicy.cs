using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rag.Attention.Inference;

/// <summary>
/// How libtorch's threads wait for one another: for some microseconds awake, then asleep. OpenMP has them spin for milliseconds, and beside
/// another busy process the one that spins holds the processor that the other needs: a short text took fifty times as long. Without
/// any spinning it took twice as long where the machine is idle.
/// </summary>
internal static partial class WaitPolicy
{
    /// <summary>Turns of the loop that waits: the fewest at which an idle machine is as fast as with OpenMP's 300,000.</summary>
    internal const string Turns = "4000";

    private const string Variable = "GOMP_SPINCOUNT";

    private static readonly string[] _own = [Variable, "OMP_WAIT_POLICY"];

    // OpenMP reads the environment of the process, which .NET's is a copy of, when it is loaded with the first tensor.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Whoever makes the first tensor, it must have been set before.")]
    internal static void Set()
    {
        if (!OperatingSystem.IsWindows() && _own.All(name => Environment.GetEnvironmentVariable(name) is null)) _ = SetVariable(Variable, Turns, overwrite: 0);
    }

    /// <summary>What OpenMP reads; null where nothing is said.</summary>
    internal static string? Current => OperatingSystem.IsWindows() ? null : Marshal.PtrToStringUTF8(GetVariable(Variable));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetVariable(string name);
}
