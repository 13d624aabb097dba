using System.CommandLine;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Caption;

namespace Rag.Host.CommandLine;

/// <summary>The options that say by which model pictures are captioned, and how.</summary>
internal sealed class CaptionerChoice(ModelLibrary library)
{
    private readonly Option<string?> _model = Options.Model("The captioner: a name of 'rag models list' or a folder; without it the one that comes with rag");
    private readonly Option<string?> _picture = new("--picture") { Description = "The picture encoder that the captioner was trained over; without it the one that comes with rag" };
    private readonly Option<CaptionLanguage> _language = Languages();
    private readonly Option<int> _beams = Beams();

    public void AddTo(Command command)
    {
        command.Options.Add(_model);
        command.Options.Add(_picture);
        command.Options.Add(_language);
        command.Options.Add(_beams);
    }

    /// <exception cref="BadInputException">No captioner comes with this build, and none is named.</exception>
    public Captioner Open(ParseResult parsed)
    {
        if (parsed.GetValue(_model) is null && !library.IsShipped(ModelLibrary.CaptionerModel))
            throw new BadInputException("no captioner comes with this build of rag; train one with 'rag train captioner' and name its folder with --model");
        return Captioner.Open(library.Find(parsed.GetValue(_model) ?? ModelLibrary.CaptionerModel));
    }

    /// <summary>The folder of the picture encoder.</summary>
    public string Encoder(ParseResult parsed) => library.Find(parsed.GetValue(_picture) ?? ModelLibrary.PictureModel);

    public CaptionWritingOptions Read(ParseResult parsed) => new() { Language = parsed.GetValue(_language), Beams = parsed.GetValue(_beams) };

    private static Option<CaptionLanguage> Languages()
    {
        var option = new Option<CaptionLanguage>("--lang") { Description = "What captions are written in", DefaultValueFactory = _ => CaptionLanguage.En };
        option.AcceptOnlyFromAmong("en", "zh");
        return option;
    }

    private static Option<int> Beams()
    {
        var option = new Option<int>("--beam")
        {
            Description = "How many captions are written side by side, of which the best is taken; 1 is fastest",
            DefaultValueFactory = _ => new CaptionWritingOptions().Beams,
        };
        Options.AcceptOnly(option, 1, 100);
        return option;
    }
}
