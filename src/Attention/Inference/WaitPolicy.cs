using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rag.Attention.Inference;

/// <summary>
/// How libtorch's threads wait for one another: asleep. OpenMP has them spin, and beside another busy process the one that spins holds
/// the processor that the other needs: a short text took fifty times as long.
/// </summary>
internal static partial class WaitPolicy
{
    private const string Policy = "OMP_WAIT_POLICY";

    private static readonly string[] _own = [Policy, "GOMP_SPINCOUNT"];

    // OpenMP reads the environment of the process, which .NET's is a copy of, when it is loaded with the first tensor.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Whoever makes the first tensor, it must have been set before.")]
    internal static void Set()
    {
        if (!OperatingSystem.IsWindows() && _own.All(name => Environment.GetEnvironmentVariable(name) is null)) _ = SetVariable(Policy, "passive", overwrite: 0);
    }

    /// <summary>What OpenMP reads; null where nothing is said.</summary>
    internal static string? Current => OperatingSystem.IsWindows() ? null : Marshal.PtrToStringUTF8(GetVariable(Policy));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetVariable(string name);
}
