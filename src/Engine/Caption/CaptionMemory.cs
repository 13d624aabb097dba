namespace Rag.Engine.Caption;

/// <summary>What a captioner reads of pictures: the patches of each, and the words of captions that were retrieved for it.</summary>
/// <param name="Patches">(pictures, cells, patch width)</param>
/// <param name="Words">Numbers of a <see cref="Lexicon"/>, int64 (pictures, words); they can be copied.</param>
/// <param name="Told">The same as the decoder sees them, int64 (pictures, words): numbers of its vocabulary.</param>
/// <param name="Places">Of each word in its caption, int64 (pictures, words).</param>
/// <param name="Ranks">Of its caption, int64 (pictures, words).</param>
/// <param name="Support">See <see cref="RetrievedCaptions.Support"/>, (pictures, words).</param>
/// <param name="IsRead">bool (pictures, words), false where padded.</param>
public sealed record CaptionMemory(Tensor Patches, Tensor Words, Tensor Told, Tensor Places, Tensor Ranks, Tensor Support, Tensor IsRead)
{
    /// <summary>Lays captions of different lengths in rows of one length, which is 1 at the least.</summary>
    /// <param name="patches">(pictures, cells, patch width)</param>
    /// <param name="retrieved">One a picture.</param>
    /// <param name="told">What the decoder sees of a word (second) of a picture (first).</param>
    public static CaptionMemory Of(Tensor patches, IReadOnlyList<RetrievedCaptions> retrieved, Func<int, int, int> told)
    {
        var length = Math.Max(1, retrieved.Max(captions => captions.Words.Length));
        var size = retrieved.Count * length;
        var (words, seen, places, ranks) = (new long[size], new long[size], new long[size], new long[size]);
        var (support, isRead) = (new float[size], new bool[size]);
        foreach (var (picture, captions) in retrieved.Index())
        {
            for (var (i, at) = (0, picture * length); i < captions.Words.Length; i++, at++)
            {
                (words[at], seen[at]) = (captions.Words[i], told(picture, captions.Words[i]));
                (places[at], ranks[at], support[at], isRead[at]) = (captions.Places[i], captions.Ranks[i], captions.Support[i], true);
            }
        }
        long[] shape = [retrieved.Count, length];
        return new CaptionMemory(
            patches, torch.tensor(words, shape), torch.tensor(seen, shape), torch.tensor(places, shape), torch.tensor(ranks, shape),
            torch.tensor(support, shape), torch.tensor(isRead, shape));
    }
}

/// <summary>A <see cref="CaptionMemory"/> as the decoder's layers read it: the patches first, then the words.</summary>
/// <param name="States">(rows, cells + words, width)</param>
/// <param name="Words">See <see cref="CaptionMemory.Words"/>, int64 (rows, words).</param>
/// <param name="IsRead">bool (rows, cells + words)</param>
/// <param name="Support">(rows, cells + words), 0 of patches.</param>
public sealed record EncodedMemory(Tensor States, Tensor Words, Tensor IsRead, Tensor Support)
{
    /// <summary>Patches of a picture.</summary>
    public long Cells => States.shape[1] - Words.shape[1];

    /// <summary>Every row <paramref name="times"/> times, one after the other: for as many captions of a picture that are written side by side.</summary>
    public EncodedMemory Repeat(long times) => new(
        States.repeat_interleave(times, 0), Words.repeat_interleave(times, 0), IsRead.repeat_interleave(times, 0), Support.repeat_interleave(times, 0));
}
