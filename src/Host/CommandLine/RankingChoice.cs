using System.CommandLine;
using Rag.Encoders.Hub;
using Rag.Encoders.Text.Embeddings;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Host.CommandLine;

/// <summary>The options that say how an evaluation ranks.</summary>
internal sealed class RankingChoice(ModelLibrary library)
{
    private readonly ModelChoice _model = new(library);
    private readonly Option<LongTexts> _longTexts = new("--long-texts")
    {
        Description = "How texts over the model's length are embedded: cut, as in published figures, or by the mean of windows, as they are ingested",
        DefaultValueFactory = _ => LongTexts.Cut,
    };

    private readonly Option<Ranking> _ranking = CommandLine.Options.Ranking();
    private readonly Option<double?> _weight = new("--vector-weight") { Description = "What a cosine counts beside BM25 in a hybrid ranking" };

    public void AddTo(Command command)
    {
        _model.AddTo(command);
        _longTexts.AcceptOnlyFromAmong("cut", "windows");
        command.Options.Add(_longTexts);
        command.Options.Add(_ranking);
        command.Options.Add(_weight);
    }

    public PassageEncoder? Encoder(ParseResult parsed) => parsed.GetValue(_ranking) == Ranking.Words
        ? null
        : _model.Open(parsed, new TextEncoderOptions { LongTexts = parsed.GetValue(_longTexts) });

    public RetrievalOptions Options(ParseResult parsed) => new()
    {
        Ranking = parsed.GetValue(_ranking),
        Fusion = parsed.GetValue(_weight) is { } weight ? Fusion.Raw(vector: weight) : Fusion.Raw(),
    };
}
