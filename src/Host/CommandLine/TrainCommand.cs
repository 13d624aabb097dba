using System.CommandLine;
using Rag.Encoders.Hub;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train ...</c>: makes the models that are shipped.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library) => new("train", "Train a model, with checkpoints to resume from")
    {
        TrainTextCommand.Create(terminal, library),
        TrainImageCommand.Create(terminal, library),
        TrainReaderCommand.Create(terminal, library),
        TrainCaptionerCommand.Create(terminal, library),
        TrainAlignerCommand.Create(terminal),
        TrainTokenizerCommand.Create(terminal),
    };
}
