using System.CommandLine;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train ...</c>: makes the models that are shipped.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal) => new("train", "Train a model, with checkpoints to resume from")
    {
        TrainImageCommand.Create(terminal),
        TrainTokenizerCommand.Create(terminal),
    };
}
