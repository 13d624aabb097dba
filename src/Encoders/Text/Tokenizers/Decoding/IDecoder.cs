namespace Rag.Encoders.Text.Tokenizers.Decoding;

/// <summary>Turns tokens back into text; decoders of a sequence hand each other a list of parts. Safe for concurrent use.</summary>
internal interface IDecoder
{
    /// <summary>The parts of the text, to be read one after the other.</summary>
    List<string> Decode(List<string> tokens);
}
