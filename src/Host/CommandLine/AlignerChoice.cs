using System.CommandLine;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Align;

namespace Rag.Host.CommandLine;

/// <summary>The option that says which model aligns recordings with their transcripts.</summary>
internal sealed class AlignerChoice(ModelLibrary library)
{
    private readonly Option<string?> _model = Options.Model("The aligner: a name of 'rag models list' or a folder; without it the one that comes with rag");

    public void AddTo(Command command) => command.Options.Add(_model);

    /// <exception cref="BadInputException">No aligner comes with this build, and none is named.</exception>
    public Aligner Open(ParseResult parsed)
    {
        if (parsed.GetValue(_model) is null && !library.IsShipped(ModelLibrary.AlignerModel))
            throw new BadInputException("no aligner comes with this build of rag; train one with 'rag train aligner' and name its folder with --model");
        return Aligner.Open(library.Find(parsed.GetValue(_model) ?? ModelLibrary.AlignerModel));
    }
}
