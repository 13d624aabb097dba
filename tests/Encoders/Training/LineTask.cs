using Rag.Encoders.Training;

namespace Rag.Tests.Encoders.Training;

/// <summary>Learns a noisy line; which points a step sees is drawn from the global generator, and dropout draws too.</summary>
internal sealed class LineTask : ITrainingTask, IDisposable
{
    private readonly Sequential _model;

    public LineTask()
    {
        torch.manual_seed(7);
        _model = Sequential(Linear(1, 16), BatchNorm1d(16), Dropout(0.1), Linear(16, 1));
    }

    public Module Model => _model;

    /// <summary>What happens before a step's loss: cancellation, trouble.</summary>
    public Action<int> Before { get; init; } = _ => { };

    /// <summary>The parameters' shares of the rate.</summary>
    public Func<Parameter, double> Share { get; init; } = _ => 1;

    public double RateOf(Parameter parameter) => Share(parameter);

    public Tensor Loss(int index, double share)
    {
        Before(index);
        var x = torch.randn(32, 1);
        return functional.mse_loss(_model.call(x), (3 * x) + 1 + (0.1 * torch.randn(32, 1)));
    }

    public IReadOnlyDictionary<string, double> Score()
    {
        var x = torch.linspace(-1, 1, 20).view(20, 1);
        return new Dictionary<string, double> { ["error"] = functional.mse_loss(_model.call(x), (3 * x) + 1).item<float>() };
    }

    public float[] Weights() => [.. _model.state_dict().Values.Where(tensor => tensor.dtype == float32).SelectMany(tensor => tensor.data<float>().ToArray())];

    public void Dispose() => _model.Dispose();
}
