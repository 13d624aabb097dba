using Rag.Lab.Figures;

namespace Rag.Lab.Learning;

/// <summary>Trains a small model by AdamW; the rate falls to 0 along half a cosine.</summary>
internal sealed record Training(int Steps, double Rate = 3e-3)
{
    private const double MostGradient = 1;
    private const int Points = 40;

    /// <param name="loss">The loss of a batch that it draws itself.</param>
    /// <returns>The loss over the steps, each point a mean over a stretch of them.</returns>
    public Series Fit(string name, IEnumerable<Parameter> parameters, Func<Tensor> loss, CancellationToken cancel = default)
    {
        List<Parameter> learned = [.. parameters];
        var optimizer = torch.optim.AdamW(learned, Rate);
        var schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, Steps);
        var losses = new List<double>(Steps);
        for (var step = 0; step < Steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var error = loss();
            error.backward();
            torch.nn.utils.clip_grad_norm_(learned, MostGradient);
            optimizer.step();
            schedule.step();
            losses.Add(error.item<float>());
        }
        var stretch = Math.Max(1, Steps / Points);
        return new Series(name, [.. losses.Chunk(stretch).Select((part, i) => ((double)i * stretch, part.Average()))]);
    }
}
