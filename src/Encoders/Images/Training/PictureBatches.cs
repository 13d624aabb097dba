namespace Rag.Encoders.Images.Training;

/// <summary>The pictures of a step and, for each, which of its captions is at hand in either language.</summary>
internal sealed record TrainingBatch(int Step, int Size, int[] Pictures, int[] English, int[] Chinese, float[] Planes);

/// <summary>
/// Draws the batches of a run. What a batch holds follows from the seed, the step and the pictures' size alone; the next one is prepared
/// on another thread meanwhile, in the memory of the one before: <see cref="TrainingBatch.Planes"/> are good until the next is asked for.
/// </summary>
/// <param name="english">Captions of a picture.</param>
/// <param name="chinese">Captions of a picture.</param>
internal sealed class PictureBatches(
    IReadOnlyList<PicturePyramid> pyramids, Augmentation augmentation, int pictures, int english, int chinese, int seed)
{
    private readonly float[][] _planes = [[], []]; // the batch at hand and the next
    private Lazy<TrainingBatch>? _next;
    private (int Epoch, int[] Order) _shuffled = (-1, []);

    /// <summary>Steps that see each picture once.</summary>
    public int Epoch => pyramids.Count / pictures;

    public TrainingBatch Of(int step, int size)
    {
        var prepared = _next?.Value; // drawn here where no thread has come to it
        var batch = prepared?.Step == step && prepared.Size == size ? prepared : Draw(step, size);
        var next = _next = new Lazy<TrainingBatch>(() => Draw(step + 1, size));
        _ = Task.Run(() => next.Value);
        return batch;
    }

    private TrainingBatch Draw(int step, int size)
    {
        var (epoch, within) = Math.DivRem(step, Epoch);
        if (_shuffled.Epoch != epoch) _shuffled = (epoch, Order(epoch));
        var chosen = _shuffled.Order[(within * pictures)..((within + 1) * pictures)];
        var random = new Random(HashCode(step, 1));
        var (inEnglish, inChinese) = (Captions(english), Captions(chinese));
        var each = 3 * size * size;
        ref var planes = ref _planes[step % 2];
        if (planes.Length != pictures * each) planes = new float[pictures * each];
        for (var i = 0; i < pictures; i++) augmentation.View(pyramids[chosen[i]], random, size, planes.AsSpan(i * each, each));
        return new TrainingBatch(step, size, chosen, inEnglish, inChinese, planes);

        int[] Captions(int count) => [.. chosen.Select(_ => random.Next(count))];
    }

    private int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, pyramids.Count)];
        new Random(HashCode(epoch, 0)).Shuffle(order);
        return order;
    }

    private int HashCode(int number, int use) => unchecked((((seed * 31) + number) * 2) + use);
}
