using Rag.Encoders.Images.Convolutional;

namespace Rag.Encoders.Images.Training;

/// <summary>The pictures of a step and, for each, which of its captions is at hand.</summary>
internal sealed record TrainingBatch(int Step, int Size, int[] Pictures, int[] Captions, float[] Planes);

/// <summary>
/// Draws the batches of a run. What a batch holds follows from the seed and the step alone; the next one is prepared on another
/// thread meanwhile.
/// </summary>
internal sealed class PictureBatches(IReadOnlyList<PicturePyramid> pyramids, int captionsEach, PictureTrainingOptions options, int seed)
{
    private readonly Augmentation _augmentation = new(options.Augmentation);
    private Task<TrainingBatch>? _next;
    private (int Epoch, int[] Order) _shuffled = (-1, []);

    private int Epoch => pyramids.Count / options.Batch;

    public TrainingBatch Of(int step)
    {
        var prepared = _next?.Result;
        var batch = prepared?.Step == step ? prepared : Draw(step);
        _next = Task.Run(() => Draw(step + 1));
        return batch;
    }

    private TrainingBatch Draw(int step)
    {
        var (epoch, within) = Math.DivRem(step, Epoch);
        if (_shuffled.Epoch != epoch) _shuffled = (epoch, Order(epoch));
        var size = SizeIn(epoch);
        var pictures = _shuffled.Order[(within * options.Batch)..((within + 1) * options.Batch)];
        var random = new Random(HashCode(step, 1));
        int[] chosen = [.. pictures.Select(_ => random.Next(captionsEach))];
        var planes = new float[options.Batch * 3 * size * size];
        for (var i = 0; i < pictures.Length; i++) _augmentation.View(pyramids[pictures[i]], random, size, planes.AsSpan(i * 3 * size * size, 3 * size * size));
        return new TrainingBatch(step, size, pictures, chosen, planes);
    }

    private int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, pyramids.Count)];
        new Random(HashCode(epoch, 0)).Shuffle(order);
        return order;
    }

    private int SizeIn(int epoch)
    {
        foreach (var stage in options.Stages)
        {
            if (epoch < stage.Epochs) return stage.Size;
            epoch -= stage.Epochs;
        }
        return options.Stages[^1].Size;
    }

    private int HashCode(int number, int use) => unchecked((((seed * 31) + number) * 2) + use);
}
