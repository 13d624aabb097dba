namespace Rag.Benchmarks.Training;

/// <summary>Forward, backward, clipping and AdamW, as a training loop does them.</summary>
internal sealed class TrainingStep(nn.Module model, Func<Tensor> loss) : IDisposable
{
    private readonly AdamW _optimizer = torch.optim.AdamW(model.parameters(), lr: 1e-4, weight_decay: 0.05);

    public void Run()
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        loss().backward();
        nn.utils.clip_grad_norm_(model.parameters(), 1);
        _optimizer.step();
    }

    public void Dispose() => _optimizer.Dispose();
}
