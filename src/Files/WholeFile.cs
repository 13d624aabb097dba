using System.Text;

namespace Rag.Files;

/// <summary>
/// Writes files so that whoever opens one sees the old content or the new one and never part of it. A link is written through: it stays,
/// and what it leads to is replaced.
/// </summary>
public static class WholeFile
{
    /// <summary>Writes beside <paramref name="path"/> first, then takes its place; a writer that fails leaves the old file.</summary>
    /// <exception cref="NoFileException">There is something that is no file.</exception>
    /// <exception cref="IOException">The folder is absent, or the disk full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = TargetOf(path);
        var unfinished = target + ".unfinished";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(unfinished, File.GetUnixFileMode(target));
            File.Move(unfinished, target, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>The same of a text, in UTF-8.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>The file that is written under a path: where it is a link, the one that it leads to.</summary>
    /// <exception cref="NoFileException">There is something that is no file.</exception>
    /// <exception cref="IOException">It is a link that leads in a circle.</exception>
    public static string TargetOf(string path)
    {
        if (Directory.Exists(path)) throw new NoFileException($"{path}: is a folder; name a file");
        if (SpecialFile.Is(path)) throw new NoFileException($"{path}: is a pipe, a socket or a device and no file; name a file");
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }
}

/// <summary>What was named to be written is there and is no file; the message is one line.</summary>
public sealed class NoFileException : IOException
{
    /// <inheritdoc/>
    public NoFileException()
    {
    }

    /// <inheritdoc/>
    public NoFileException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public NoFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
