namespace Rag.Encoders.Training;

/// <summary>What is learned, and from what.</summary>
public interface ITrainingTask
{
    /// <summary>What is trained: all its parameters that require a gradient.</summary>
    Module Model { get; }

    /// <summary>The share of the learning rate at which a parameter of <see cref="Model"/> is trained.</summary>
    double RateOf(Parameter parameter) => 1;

    /// <summary>
    /// The loss of the batch of a step, counted from 0. Which batch that is, and all that is drawn at random, follows from <paramref name="index"/>
    /// and the global generator (torch.manual_seed), which is seeded anew before each step.
    /// </summary>
    /// <param name="share">How much of the run is done, 0..1, by steps or by time.</param>
    Tensor Loss(int index, double share);

    /// <summary>Scores on held-out data, by name; the model is in evaluation mode and holds the weights that would be shipped.</summary>
    IReadOnlyDictionary<string, double> Score();
}
