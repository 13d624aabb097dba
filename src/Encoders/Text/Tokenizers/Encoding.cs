using System.Runtime.InteropServices;

namespace Rag.Encoders.Text.Tokenizers;

/// <summary>What a text, or a pair of texts, is to a model. All arrays have one entry a token.</summary>
public sealed class Encoding
{
    internal Encoding(List<Token> tokens)
    {
        Ids = new int[tokens.Count];
        TypeIds = new int[tokens.Count];
        Tokens = new string[tokens.Count];
        Offsets = new (int, int)[tokens.Count];
        SequenceIds = new int[tokens.Count];
        var i = 0;
        foreach (ref readonly var token in CollectionsMarshal.AsSpan(tokens))
        {
            Ids[i] = token.Id;
            TypeIds[i] = token.TypeId;
            Tokens[i] = token.Text;
            Offsets[i] = (token.Start, token.End);
            SequenceIds[i++] = token.SequenceId;
        }
    }

    /// <summary>Rows of the model's embedding.</summary>
    public int[] Ids { get; }

    /// <summary>Rows of the model's type embedding, as the file's post-processor numbers the texts (BERT: 0 and 1).</summary>
    public int[] TypeIds { get; }

    /// <summary>The tokens as the vocabulary writes them; an unknown part of a Unigram model as it stands in the text.</summary>
    public string[] Tokens { get; }

    /// <summary>
    /// The UTF-16 units start..end of its text that a token came from; (0, 0) for one that the post-processor added. Ranges of
    /// neighbours overlap where several tokens came from one character.
    /// </summary>
    public (int Start, int End)[] Offsets { get; }

    /// <summary>The text that a token came from: 0, 1 for the second of a pair, -1 for what the post-processor added.</summary>
    public int[] SequenceIds { get; }
}
