namespace Rag.Encoders.Training;

/// <summary>
/// The running mean of a model's parameters and buffers over its steps, which scores better than the last weights (Polyak and
/// Juditsky 1992). Early on, when n steps are done, it keeps only (1 + n) / (10 + n) of itself.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly Dictionary<string, Tensor> _current;
    private readonly Dictionary<string, Tensor> _mean;

    public WeightAverage(Module model, double decay)
    {
        _decay = decay;
        _current = model.state_dict();
        _mean = _current.ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>The mean itself, by state_dict name.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _mean;

    /// <param name="steps">Steps done.</param>
    public void Add(int steps)
    {
        using var off = no_grad();
        var kept = Math.Min(_decay, (1.0 + steps) / (10.0 + steps));
        foreach (var (name, mean) in _mean)
        {
            if (mean.is_floating_point()) mean.mul_(kept).add_(_current[name], 1 - kept);
            else mean.copy_(_current[name]); // counters
        }
    }

    /// <summary>Runs <paramref name="work"/> while the model holds the mean.</summary>
    public T InPlace<T>(Func<T> work)
    {
        Swap();
        try
        {
            return work();
        }
        finally
        {
            Swap();
        }
    }

    /// <summary>Gives the mean to the model for good.</summary>
    public void MoveToModel()
    {
        using var off = no_grad();
        foreach (var (name, mean) in _mean) _current[name].copy_(mean);
    }

    public void Dispose()
    {
        foreach (var mean in _mean.Values) mean.Dispose();
    }

    private void Swap()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, mean) in _mean)
        {
            var current = _current[name].clone();
            _current[name].copy_(mean);
            mean.copy_(current);
        }
    }
}
