using Rag.Attention;
using Rag.Attention.Inference;

namespace Rag.Encoders.Audio.Aligner;

/// <summary>What the frames ask.</summary>
/// <param name="States">z, (batch, frames, state width).</param>
/// <param name="Letters">(batch, frames, query width)</param>
/// <param name="Starts">(batch, frames, edge width)</param>
/// <param name="Ends">(batch, frames, edge width)</param>
public sealed record AudioQueries(Tensor States, Tensor Letters, Tensor Starts, Tensor Ends);

/// <summary>Our sound encoder with three questions from each of its states: which letter, which word begins, which word has ended.</summary>
public sealed class AudioSide : NamedModule
{
    private readonly AlignerOptions _options;
    private readonly Linear _query;

    internal AudioSide(AlignerOptions options) : base(nameof(AudioSide))
    {
        _options = options;
        Encoder = Part("encoder", new SoundEncoder(options.Sound));
        _query = Part("query", Linear(options.Sound.StateWidth, options.QueryWidth + (2 * options.EdgeWidth)));
    }

    /// <summary>Whose states ask; its pooled state has no part in alignment.</summary>
    public SoundEncoder Encoder { get; }

    /// <param name="features">(batch, frames, bands) of <see cref="Features.SpeechFeatures"/>.</param>
    /// <param name="mask">bool (batch, frames), false where a recording is padded; null where none is.</param>
    public AudioQueries forward(Tensor features, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var states = Encoder.forward(features, mask); // (batch, frames, state width)
        var asked = _query.Run(states).split([_options.QueryWidth, _options.EdgeWidth, _options.EdgeWidth], -1);
        return new AudioQueries(
            states.MoveToOuterDisposeScope(), asked[0].MoveToOuterDisposeScope(), asked[1].MoveToOuterDisposeScope(), asked[2].MoveToOuterDisposeScope());
    }
}
