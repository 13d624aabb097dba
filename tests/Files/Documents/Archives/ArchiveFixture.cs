using System.IO.Compression;
using System.Text;

namespace Rag.Tests.Files.Documents.Archives;

/// <summary>Makes ZIP files, which several formats are.</summary>
internal static class ArchiveFixture
{
    public static byte[] Create(params (string Name, string Content)[] entries)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        return file.ToArray();
    }

    /// <summary>The file with the content of one of its parts changed.</summary>
    public static byte[] Replace(byte[] file, string part, Func<string, string> change)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        return Create([.. archive.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            var content = reader.ReadToEnd();
            return (entry.FullName, entry.FullName == part ? change(content) : content);
        })]);
    }
}
