using System.Runtime.InteropServices;

namespace Rag.Files;

/// <summary>Tells what is no file of bytes but has a file's name: a pipe, whose opening waits for a writer, a socket or a device.</summary>
public static partial class SpecialFile
{
    private const int WorkingFolder = -100, TypeMask = 1, StatxLength = 256, ModeOffset = 28;
    private const int TypeBits = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>Whether a path, or what it links to, is one. On other systems than Linux nothing is said to be.</summary>
    public static bool Is(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<byte> result = stackalloc byte[StatxLength];
        if (Statx(WorkingFolder, path, 0, TypeMask, ref MemoryMarshal.GetReference(result)) != 0) return false; // whoever opens it sees why
        return (MemoryMarshal.Read<ushort>(result[ModeOffset..]) & TypeBits) is not (Regular or Folder);
    }

    // Of the calls that tell a file's type it is the one whose result has the same layout on every processor.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte result);
}
