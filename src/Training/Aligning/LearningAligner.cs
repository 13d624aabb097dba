using Rag.Attention;
using Rag.Encoders.Audio.Aligner;

namespace Rag.Training.Aligning;

/// <summary>
/// An aligner and, while it learns, a linear layer for each set of sounds that says from a frame's state which sound it is; the layers are
/// dropped afterwards.
/// </summary>
internal sealed class LearningAligner : NamedModule
{
    private readonly IReadOnlyList<IReadOnlyList<string>> _phones;
    private readonly Dictionary<int, Linear> _heads = [];

    /// <param name="phones">Labels of sounds of each source; empty where it has none.</param>
    public LearningAligner(AlignerModel aligner, IReadOnlyList<IReadOnlyList<string>> phones) : base(nameof(LearningAligner))
    {
        (Aligner, _phones) = (Part("aligner", aligner), phones);
        foreach (var (set, labels) in phones.Index())
        {
            if (labels.Count > 0) _heads[set] = Part($"phones{set}", Linear(aligner.Options.Sound.StateWidth, labels.Count));
        }
    }

    public AlignerModel Aligner { get; }

    /// <summary>Cross-entropy of the sounds that are known, over the frames of all recordings; null where none are.</summary>
    /// <param name="states">(batch, frames, state width)</param>
    public Tensor? PhoneLoss(AlignBatch batch, Tensor states)
    {
        using var scope = NewDisposeScope();
        Tensor? loss = null;
        foreach (var (set, head) in _heads)
        {
            var (rows, labels) = Labelled(batch, set, states.shape[1]);
            if (rows.Count == 0) continue;
            var heard = states.flatten(0, 1).index_select(0, torch.tensor(rows.ToArray())); // (labelled, state width)
            var own = functional.cross_entropy(head.call(heard), torch.tensor(labels.ToArray()), reduction: Reduction.Sum);
            loss = loss is null ? own : loss + own;
        }
        return loss is null ? null : (loss / batch.Frames).MoveToOuterDisposeScope();
    }

    private (List<long> Rows, List<long> Labels) Labelled(AlignBatch batch, int set, long frames)
    {
        var numbers = _phones[set].Index().ToDictionary(label => label.Item, label => label.Index);
        var (rows, labels) = (new List<long>(), new List<long>());
        foreach (var (i, example) in batch.Examples.Index().Where(one => one.Item.Recording.Set == set))
        {
            foreach (var (start, end, label) in example.Phones ?? [])
            {
                if (!numbers.TryGetValue(label, out var number)) continue;
                var last = Math.Min(AlignExample.FrameAt(end), example.Frames);
                for (var t = Math.Max(0, AlignExample.FrameAt(start)); t < last; t++)
                {
                    rows.Add((i * frames) + t);
                    labels.Add(number);
                }
            }
        }
        return (rows, labels);
    }
}
