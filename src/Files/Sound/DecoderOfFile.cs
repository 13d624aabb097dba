namespace Rag.Files.Sound;

/// <summary>A decoder that leaves its file open, and the file.</summary>
internal sealed class DecoderOfFile(IDisposable decoder, IDisposable file) : IDisposable
{
    public void Dispose()
    {
        decoder.Dispose();
        file.Dispose();
    }
}
