using Rag.Engine.Caption;

namespace Rag.Training.Captioning;

/// <summary>Some captions of each of some pictures: those of a picture lie in one row, each as long as the longest.</summary>
/// <param name="Memory">What is read of the pictures.</param>
/// <param name="Told">Each caption's words after the one that begins it, int64 (pictures, captions * steps).</param>
/// <param name="Positions">Of each step in its caption, int64 (captions * steps).</param>
/// <param name="Captions">Which caption of its picture a step belongs to, int64 (captions * steps).</param>
/// <param name="Rows">Places of the steps that a caption has, in pictures * captions * steps: int64 (words).</param>
/// <param name="Pictures">The picture of each of these, int64 (words).</param>
/// <param name="Owners">The caption of each of these, counted over all pictures: int64 (words).</param>
/// <param name="Wanted">The word that comes next, a number of the lexicon: int64 (words).</param>
/// <param name="Drawn">Whether it may be drawn from the vocabulary, 1 or 0: (words).</param>
internal sealed record CaptionBatch(
    CaptionMemory Memory, Tensor Told, Tensor Positions, Tensor Captions, Tensor Rows, Tensor Pictures, Tensor Owners, Tensor Wanted, Tensor Drawn);
