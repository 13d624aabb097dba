using System.CommandLine;
using Rag.Encoders.Audio;
using Rag.Encoders.Hub;
using Rag.Engine.Transcribe;

namespace Rag.Host.CommandLine;

/// <summary>The options that say by which model recordings are written down, and how.</summary>
internal sealed class TranscriberChoice(ModelLibrary library)
{
    private readonly Option<string?> _model = Options.Model("The Whisper that hears: a name of 'rag models list' or a folder; without it the one that comes with rag");
    private readonly Option<string?> _language = new("--language") { Description = "The code of what is spoken, as in en or zh; without it, it is heard" };
    private readonly Option<int> _beams = Beams();

    public void AddTo(Command command)
    {
        command.Options.Add(_model);
        command.Options.Add(_language);
        command.Options.Add(_beams);
    }

    public WhisperModel OpenModel(ParseResult parsed) => WhisperModel.Open(library.Find(parsed.GetValue(_model) ?? ModelLibrary.SpeechModel), library.Precision);

    public TranscribeOptions Read(ParseResult parsed) => new() { Language = parsed.GetValue(_language), Beams = parsed.GetValue(_beams) };

    private static Option<int> Beams()
    {
        var option = new Option<int>("--beam")
        {
            Description = "How many texts are written side by side, of which the likeliest is taken; 1 is fastest",
            DefaultValueFactory = _ => new TranscribeOptions().Beams,
        };
        Options.AcceptOnly(option, 1, 100);
        return option;
    }
}
