namespace Rag.Engine.Ask.Reading;

/// <summary>What a decoder reads: the live states of all passages of a question in one row.</summary>
/// <param name="States">(questions, items, width)</param>
/// <param name="Ids">The pieces, int64 (questions, items).</param>
/// <param name="IsRead">bool (questions, items), false where padded.</param>
/// <param name="IsText">bool (questions, items), true where an answer may be copied from.</param>
/// <param name="Retrieval">How well its passage was retrieved, (questions, items).</param>
public sealed record DecoderMemory(Tensor States, Tensor Ids, Tensor IsRead, Tensor IsText, Tensor Retrieval)
{
    /// <summary>The memory of one question, for as many rows: all of them look at the same numbers.</summary>
    public DecoderMemory Expand(long rows) => new(
        States.expand(rows, -1, -1).MoveToOuterDisposeScope(),
        Ids.expand(rows, -1).MoveToOuterDisposeScope(),
        IsRead.expand(rows, -1).MoveToOuterDisposeScope(),
        IsText.expand(rows, -1).MoveToOuterDisposeScope(),
        Retrieval.expand(rows, -1).MoveToOuterDisposeScope());
}

/// <summary>What a decoder says next.</summary>
/// <param name="Pointed">Of each item of the memory, after one that stands for the end: (..., 1 + items), sums to 1.</param>
/// <param name="Copies">Share that is copied and not drawn from the vocabulary, (..., 1).</param>
public sealed record DecoderOutput(Tensor Pointed, Tensor Copies);
