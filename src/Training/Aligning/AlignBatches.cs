namespace Rag.Training.Aligning;

/// <summary>
/// Which recordings a step hears: those of similar length, every recording as often in a pass as its source's weight says. What a step hears
/// follows from the seed and its number alone.
/// </summary>
internal sealed class AlignBatches(IReadOnlyList<AlignSource> sources, IReadOnlyList<AlignRecording> recordings, AlignTrainingOptions options, long seed)
{
    private const int Buckets = 30; // steps whose recordings are sorted by length together

    private readonly List<int> _firsts = [0]; // step at which each pass begins, as far as is known
    private (int Pass, IReadOnlyList<int[]> Steps) _drawn = (-1, []);

    /// <summary>The recordings of a step, from 0.</summary>
    public IReadOnlyList<AlignRecording> Of(int step)
    {
        while (_firsts[^1] <= step) _firsts.Add(_firsts[^1] + Pass(_firsts.Count - 1).Count);
        var pass = _firsts.FindLastIndex(first => first <= step);
        return [.. Pass(pass)[step - _firsts[pass]].Select(i => recordings[i])];
    }

    private IReadOnlyList<int[]> Pass(int pass)
    {
        if (_drawn.Pass != pass) _drawn = (pass, Draw(new Random(unchecked(((int)seed * 1_000_003) + pass))));
        return _drawn.Steps;
    }

    private List<int[]> Draw(Random random)
    {
        var drawn = new List<int>();
        foreach (var (i, recording) in recordings.Index())
        {
            var weight = sources[recording.Set].Weight;
            var times = (int)weight + (random.NextDouble() < weight - Math.Floor(weight) ? 1 : 0);
            drawn.AddRange(Enumerable.Repeat(i, times));
        }
        if (drawn.Count == 0) drawn.Add(random.Next(recordings.Count));
        var order = drawn.ToArray();
        random.Shuffle(order);
        var steps = order.Chunk(Buckets * options.Recordings).SelectMany(bucket => Cut([.. bucket.OrderBy(i => recordings[i].Samples.Length)])).ToArray();
        random.Shuffle(steps);
        return [.. steps];
    }

    private IEnumerable<int[]> Cut(IReadOnlyList<int> sorted)
    {
        var (step, seconds) = (new List<int>(), 0.0);
        foreach (var i in sorted)
        {
            if (step.Count > 0 && (step.Count == options.Recordings || seconds + recordings[i].Seconds > options.Seconds))
            {
                yield return [.. step];
                (step, seconds) = ([], 0);
            }
            step.Add(i);
            seconds += recordings[i].Seconds;
        }
        if (step.Count > 0) yield return [.. step];
    }
}
