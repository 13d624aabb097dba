using Rag.Attention.Inference;
using Rag.Encoders.Audio.Aligner;
using Rag.Encoders.Audio.Features;
using Rag.Engine.Align.Lattice;

namespace Rag.Engine.Align;

/// <summary>Scores of any stretch of a recording against any stretch of its transcript.</summary>
internal interface IWindowScores
{
    /// <summary>The transcript.</summary>
    SpokenLetters Text { get; }

    /// <summary>Frames of the recording.</summary>
    int Frames { get; }

    /// <summary>Scores of frames against the units of a stretch of words; the last column is unwritten speech.</summary>
    /// <param name="first">Even.</param>
    /// <param name="firstUnit">Units <paramref name="firstUnit"/> to <paramref name="endUnit"/> (exclusive), at least one.</param>
    LatticeScores Of(int first, int frames, int firstUnit, int endUnit);

    /// <summary>Scores of frames, heard once, against other texts, each when it is asked for: of many long ones all would fill the memory.</summary>
    /// <param name="first">Even.</param>
    IEnumerable<LatticeScores> Of(int first, int frames, IReadOnlyList<SpokenLetters> texts);
}

/// <summary>
/// What a model says of a recording. The net hears a stretch with as much around it as a state
/// depends on, so that the scores are those of the whole.
/// </summary>
internal sealed class WindowScores : IWindowScores, IDisposable
{
    private readonly AlignerModel _model;
    private readonly float[] _features; // (frames, bands)
    private readonly TextKeys _keys;
    private readonly Tensor _garbage; // (keys, query width)
    private readonly double _offset;
    private readonly int _reach; // frames, even: the net goes by pairs

    /// <param name="features">(frames, bands)</param>
    /// <param name="garbage">Letter keys that stand for any speech, (keys, query width); the caller's.</param>
    /// <param name="offset">Taken off the score of unwritten speech.</param>
    public WindowScores(AlignerModel model, SpokenLetters text, float[] features, Tensor garbage, double offset)
    {
        (_model, Text, _features, _garbage, _offset) = (model, text, features, garbage, offset);
        _reach = (2 * model.Options.Sound.Dilations.Sum()) + 12;
        using var mode = torch.inference_mode();
        _keys = model.Text.forward([text]);
        foreach (var keys in (Tensor[])[_keys.Letters, _keys.Starts, _keys.Ends]) keys.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public SpokenLetters Text { get; }

    /// <inheritdoc/>
    public int Frames => _features.Length / SpeechFeatures.Bands;

    /// <inheritdoc/>
    public LatticeScores Of(int first, int frames, int firstUnit, int endUnit)
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        var (firstLetter, last) = (Text.Units[firstUnit].FirstLetter, Text.Units[endUnit - 1]);
        var keys = new TextKeys(
            _keys.Letters.narrow(1, 2 * firstLetter, 2 * (last.FirstLetter + last.Letters - firstLetter)),
            _keys.Starts.narrow(1, firstUnit, endUnit - firstUnit), _keys.Ends.narrow(1, firstUnit, endUnit - firstUnit));
        return Scores(Hear(first, frames), keys);
    }

    /// <inheritdoc/>
    public IEnumerable<LatticeScores> Of(int first, int frames, IReadOnlyList<SpokenLetters> texts)
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        var queries = Hear(first, frames);
        foreach (var text in texts) yield return Against(text);

        LatticeScores Against(SpokenLetters text)
        {
            using var own = NewDisposeScope();
            return Scores(queries, _model.Text.forward([text]));
        }
    }

    /// <summary>Lets the keys go.</summary>
    public void Dispose()
    {
        _keys.Letters.Dispose();
        _keys.Starts.Dispose();
        _keys.Ends.Dispose();
    }

    private AudioQueries Hear(int first, int frames)
    {
        var (from, to) = (Math.Max(0, first - _reach), Math.Min(Frames, first + frames + _reach));
        var stretch = torch.tensor(_features[(from * SpeechFeatures.Bands)..(to * SpeechFeatures.Bands)], 1, to - from, SpeechFeatures.Bands);
        var heard = _model.Audio.forward(stretch);
        return new AudioQueries(Own(heard.States), Own(heard.Letters), Own(heard.Starts), Own(heard.Ends));

        Tensor Own(Tensor queries) => queries.narrow(1, first - from, frames);
    }

    private LatticeScores Scores(AudioQueries queries, TextKeys keys)
    {
        var scores = _model.Scores(queries, keys);
        var speech = torch.logsumexp(_model.Letters(queries.Letters, _garbage), -1, keepdim: true) - _offset; // (1, frames, 1)
        return new LatticeScores(
            (int)speech.shape[1], torch.cat([scores.Columns, speech], -1).Floats(), scores.Starts.Floats(), scores.Ends.Floats());
    }
}
