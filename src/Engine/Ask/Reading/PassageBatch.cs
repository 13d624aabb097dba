using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Rag.Attention.Inference;
using Rag.Memory;

namespace Rag.Engine.Ask.Reading;

/// <summary>
/// Stored states of passages as the live layers read them. They begin with the stamp of the weights that made them: another reader's
/// would be read as nonsense.
/// </summary>
internal static class PassageBatch
{
    private const int StampBytes = sizeof(uint);

    /// <summary>Tells readers apart by the weights that passages are encoded with.</summary>
    public static uint StampOf(StoredSide stored)
    {
        using var scope = NewDisposeScope();
        var weights = stored.parameters().SelectMany(parameter => parameter.detach().to_type(float32).cpu().Floats()).ToArray();
        return BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes<float>(weights)));
    }

    /// <summary>Whether states are of a passage of so many tokens and of this reader.</summary>
    public static bool IsOf(ReadOnlySpan<byte> packed, int tokens, ReaderOptions options, uint stamp) =>
        FormOf(packed, tokens, options) is not null && BinaryPrimitives.ReadUInt32LittleEndian(packed) == stamp;

    /// <summary>Unpacks states and pads them to the longest.</summary>
    public static EncodedPassages Of(IReadOnlyList<PassageStates> passages, ReaderOptions options)
    {
        var tokens = TokenBatch.Of([.. passages.Select(passage => passage.Tokens)], CPU);
        var length = (int)tokens.Ids.shape[1];
        var states = new float[passages.Count * length * options.Width];
        var alignment = new float[passages.Count * length * options.AlignmentWidth];
        foreach (var (row, passage) in passages.Index())
        {
            var count = passage.Tokens.Count;
            var (own, ownAlignment) = (new float[count * options.Width], new float[count * options.AlignmentWidth]);
            StatePacking.Unpack(FormOf(passage.Packed.Span, count, options)!.Value, passage.Packed.Span[StampBytes..], count, own, ownAlignment);
            own.CopyTo(states, row * length * options.Width);
            ownAlignment.CopyTo(alignment, row * length * options.AlignmentWidth);
        }
        return new EncodedPassages(
            tokens, torch.tensor(states, passages.Count, length, options.Width), torch.tensor(alignment, passages.Count, length, options.AlignmentWidth));
    }

    /// <summary>The states of encoded passages, one after another.</summary>
    public static IEnumerable<byte[]> Pack(EncodedPassages encoded, IReadOnlyList<ReaderTokens> tokens, StateForm form, uint stamp)
    {
        var begin = new byte[StampBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(begin, stamp);
        var (states, alignment) = (Rows(encoded.States), Rows(encoded.Alignment));
        foreach (var (row, own) in tokens.Index())
        {
            yield return [.. begin, .. StatePacking.Pack(form, own.Count, Own(states[row], encoded.States), Own(alignment[row], encoded.Alignment))];

            float[] Own(float[] padded, Tensor all) => padded[..(own.Count * (int)all.shape[2])];
        }
    }

    // A token takes so many bytes more in sixteen bits than in eight that the length tells.
    private static StateForm? FormOf(ReadOnlySpan<byte> packed, int tokens, ReaderOptions options)
    {
        var bytes = packed.Length - StampBytes;
        return bytes == StatePacking.Length(StateForm.EightBits, tokens, options.Width, options.AlignmentWidth) ? StateForm.EightBits
            : bytes == StatePacking.Length(StateForm.SixteenBits, tokens, options.Width, options.AlignmentWidth) ? StateForm.SixteenBits : null;
    }

    private static float[][] Rows(Tensor all) => [.. all.Floats().Chunk((int)(all.shape[1] * all.shape[2]))];
}
