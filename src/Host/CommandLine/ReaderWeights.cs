using Rag.Encoders.Hub;
using Rag.Encoders.Text.Embeddings;
using Rag.Engine.Ask.BuiltIn;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;

namespace Rag.Host.CommandLine;

/// <summary>The built-in reader's weights, opened, and how its answers are judged.</summary>
/// <param name="Own">The text encoder that it reads with where the collection's is another one.</param>
internal sealed record ReaderWeights(Reader Reader, Judgement Judgement, TextEncoder? Own) : IDisposable
{
    /// <summary>What the reader that comes with rag is called.</summary>
    public const string Model = "reader";

    /// <param name="encoder">The collection's: the reader goes on from its states where it is the text encoder that comes with rag.</param>
    public static ReaderWeights Open(ModelLibrary library, string folder, PassageEncoder? encoder)
    {
        if (encoder?.Generator<TextEncoder>() is { Name: ModelLibrary.TextModel } shared)
            return new ReaderWeights(Reader.Open(folder, shared), Judgement.Read(folder), null);
        var own = TextEncoder.Open(library.Find(ModelLibrary.TextModel), new TextEncoderOptions { Precision = library.Precision });
        try
        {
            return new ReaderWeights(Reader.Open(folder, own), Judgement.Read(folder), own);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Those that come with rag; null in a build without them.</summary>
    /// <inheritdoc cref="Open" path="/param"/>
    public static ReaderWeights? Default(ModelLibrary library, PassageEncoder? encoder) =>
        library.IsShipped(Model) && library.IsShipped(ModelLibrary.TextModel) ? Open(library, library.Find(Model), encoder) : null;

    public void Dispose()
    {
        Reader.Dispose();
        Own?.Dispose();
    }
}
