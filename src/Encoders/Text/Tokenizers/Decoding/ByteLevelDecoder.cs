namespace Rag.Encoders.Text.Tokenizers.Decoding;

/// <summary>Turns visible characters back into bytes and those into text; broken UTF-8 becomes U+FFFD.</summary>
internal sealed class ByteLevelDecoder : IDecoder
{
    public List<string> Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (token.All(c => ByteAlphabet.ByteOf(c) >= 0)) bytes.AddRange(token.Select(c => (byte)ByteAlphabet.ByteOf(c)));
            else bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(token)); // an added token, which was never bytes
        }
        return [System.Text.Encoding.UTF8.GetString([.. bytes])];
    }
}
