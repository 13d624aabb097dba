using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Rag.Attention.Inference;

/// <summary>libtorch cannot work here: it is missing, of another version, or the processor lacks what it needs.</summary>
public sealed class TensorLibraryException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Whether libtorch is there.</summary>
public static class TensorLibrary
{
    private static readonly string[] _libraries = ["torch_cpu", "LibTorchSharp"]; // the second needs the first

    /// <summary>Loads libtorch, which takes a quarter of a second the first time.</summary>
    /// <exception cref="TensorLibraryException">It cannot work here; the message says why and what to do.</exception>
    public static void Load() => Load(
        RuntimeInformation.ProcessArchitecture != Architecture.X64 || Avx2.IsSupported, CanLoad, () => torch.empty(1).Dispose());

    /// <summary>Begins to load libtorch while something else is done. What goes wrong is said by whoever wants a tensor.</summary>
    public static void LoadAhead() => Task.Run(() => CanLoad(_libraries[0]));

    /// <param name="processorServes">Whether the processor has the instructions that libtorch is built with.</param>
    /// <param name="canLoad">Whether a native library is there and whole; TorchSharp looks for one that is not all over the disk, and prints where.</param>
    /// <param name="touch">Uses a tensor.</param>
    internal static void Load(bool processorServes, Func<string, bool> canLoad, Action touch)
    {
        if (!processorServes)
            throw new TensorLibraryException("models cannot be used on this processor: it has no AVX2; '--model none' works by words alone");
        if (!_libraries.All(canLoad)) throw Missing();
        try
        {
            touch();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or NotSupportedException)
        {
            throw Missing(e);
        }
    }

    private static bool CanLoad(string library) => NativeLibrary.TryLoad(library, typeof(torch).Assembly, null, out _);

    private static TensorLibraryException Missing(Exception? inner = null) => new(
        "libtorch 2.10 cannot be loaded from beside the program: it is missing, damaged or of another version; build or install rag again, or use '--model none' for words alone",
        inner);
}
