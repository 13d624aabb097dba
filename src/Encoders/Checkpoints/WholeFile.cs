namespace Rag.Encoders.Checkpoints;

/// <summary>Writes files so that whoever opens one sees the old content or the new one and never part of it.</summary>
public static class WholeFile
{
    /// <summary>Writes beside <paramref name="path"/> first, then takes its place; a writer that fails leaves the old file.</summary>
    /// <exception cref="IOException">The folder is absent, or the disk full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var unfinished = path + ".unfinished";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
