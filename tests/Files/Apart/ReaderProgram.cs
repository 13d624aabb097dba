using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Rag.Files;
using Rag.Files.Apart;
using Rag.Files.Documents;
using Rag.Files.Pictures;

namespace Rag.Tests.Files.Apart;

/// <summary>The program that <see cref="ApartReaderTests"/> starts as a reader: sound, but for files whose names ask for trouble.</summary>
internal static class ReaderProgram
{
    public static ReaderProcessOptions Options { get; } = new()
    {
        Program = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        Arguments = ["exec", typeof(ReaderProgram).Assembly.Location],
        Processes = 2,
    };

    public static Task Main() => ReaderService.ServeAsync(Pipe(0, FileAccess.Read), Pipe(1, FileAccess.Write), new TroubledReader());

    private static FileStream Pipe(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);

    private sealed class TroubledReader : IFileReader
    {
        private readonly InPlaceReader _reader = new();

        public Task<Document> ReadDocumentAsync(string path, byte[] content, CancellationToken cancellationToken = default)
        {
            switch (Path.GetFileNameWithoutExtension(path))
            {
                case "die":
                    Environment.Exit(7);
                    break;
                case "loop":
                    while (true) Thread.SpinWait(1000);
                case "overflow":
                    return Task.FromResult(new Document(Deeper(0).ToString(CultureInfo.InvariantCulture), []));
                case "memory":
                    var kept = new List<byte[]>();
                    while (true) kept.Add(new byte[1 << 20]);
                case "garbage":
                    using (var pipe = Pipe(1, FileAccess.Write)) pipe.Write("this is no message at all"u8);
                    break;
                case "fault":
                    throw new InvalidOperationException("a fault of the reader");
                case "plain":
                    return Task.FromResult(new Document("read: " + content.Length.ToString(CultureInfo.InvariantCulture) + " \uD800", [new Block(BlockKind.Heading, 0, 4, Page: 2, Level: 1)]));
            }
            return _reader.ReadDocumentAsync(path, content, cancellationToken);
        }

        public Task<Picture> ReadPictureAsync(string path, CancellationToken cancellationToken = default) => _reader.ReadPictureAsync(path, cancellationToken);

        public ValueTask DisposeAsync() => _reader.DisposeAsync();

        private static int Deeper(int depth) => depth < 0 ? depth : Deeper(depth + 1) + Deeper(depth + 2);
    }
}
