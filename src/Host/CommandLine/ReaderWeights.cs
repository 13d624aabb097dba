using Rag.Encoders.Hub;
using Rag.Engine.Ask.BuiltIn;
using Rag.Engine.Ask.Reading;

namespace Rag.Host.CommandLine;

/// <summary>The built-in reader's weights, opened, and how its answers are judged.</summary>
internal sealed record ReaderWeights(Reader Reader, Judgement Judgement) : IDisposable
{
    /// <summary>What the reader that comes with rag is called.</summary>
    public const string Model = "reader";

    public static ReaderWeights Open(ModelLibrary library, string folder) =>
        new(Reader.Open(folder, library.Find(ModelLibrary.TextModel)), Judgement.Read(folder));

    /// <summary>Those that come with rag; null in a build without them.</summary>
    public static ReaderWeights? Default(ModelLibrary library) =>
        library.IsShipped(Model) && library.IsShipped(ModelLibrary.TextModel) ? Open(library, library.Find(Model)) : null;

    public void Dispose() => Reader.Dispose();
}
