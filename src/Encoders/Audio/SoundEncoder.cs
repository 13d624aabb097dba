using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Encoders.Audio.Features;
using Rag.Encoders.Checkpoints;
using Rag.Files.Sound;

namespace Rag.Encoders.Audio;

/// <summary>
/// Our own encoder of sound: dilated convolutions at 10 ms with a detail path at 5 ms give a state every 5 ms, which alignment
/// reads; attention over the states gives one unit-length vector in the common space.
/// </summary>
public sealed class SoundEncoder : NamedModule, ISoundEncoder
{
    private const int WindowSeconds = 30;

    private readonly SpeechFeatures _features = new();
    private readonly Conv1d _down, _detail, _join;
    private readonly ModuleList<DilatedBlock> _blocks;
    private readonly Linear _up, _attention, _head;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public SoundEncoder(SoundOptions options) : base(nameof(SoundEncoder))
    {
        options.Validate();
        Options = options;
        _down = Part("down", Conv1d(SpeechFeatures.Bands, options.Width, 6, stride: 2, padding: 2));
        _blocks = Part("blocks", ModuleList<DilatedBlock>([.. options.Dilations.Select(dilation => new DilatedBlock(options.Width, dilation, options.Dropout))]));
        _up = Part("up", Linear(options.Width, 2 * options.StateWidth));
        _detail = Part("detail", Conv1d(SpeechFeatures.Bands, options.DetailWidth, 5, padding: 2));
        _join = Part("join", Conv1d(options.StateWidth + options.DetailWidth, options.StateWidth, 3, padding: 1));
        _attention = Part("attention", Linear(options.StateWidth, 1));
        _head = Part("head", Linear(options.StateWidth, options.Dimension));
    }

    /// <summary>Its tensors are called in files as they are here.</summary>
    public static TensorNames Names { get; } = new();

    /// <summary>What it was built from.</summary>
    public SoundOptions Options { get; }

    /// <inheritdoc/>
    public int Dimension => Options.Dimension;

    /// <inheritdoc/>
    public int WindowSamples => WindowSeconds * SoundReader.EncoderRate;

    /// <summary>Opens a model of a folder, ready to encode (dropout off).</summary>
    /// <exception cref="CheckpointException">The folder holds no such encoder, or is damaged.</exception>
    public static SoundEncoder Open(ModelFolder folder)
    {
        var options = SoundOptions.Read(folder.Config);
        folder.RequireWeights(options.Weights);
        var encoder = Blank(() => new SoundEncoder(options));
        folder.Fill(encoder, Names);
        encoder.eval();
        return encoder;
    }

    /// <summary>Saves config.json and the weights; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F32) => ModelFolder.Save(folder, Options.ToConfig(), this, Names, type);

    /// <summary>A state for every frame.</summary>
    /// <param name="features">(batch, frames, bands) of <see cref="SpeechFeatures"/>.</param>
    /// <param name="mask">bool (batch, frames), false where a recording is padded; null where none is.</param>
    /// <returns>(batch, frames, state width); those of padding mean nothing.</returns>
    public Tensor forward(Tensor features, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var (batch, frames, odd) = (features.shape[0], features.shape[1], features.shape[1] % 2);
        var heard = mask?.to_type(float32).unsqueeze(-1); // (batch, frames, 1)
        var pairs = functional.pad(Masked(features, heard), [0, 0, 0, odd]); // (batch, 2 steps, bands)
        var pairHeard = heard is null ? null : functional.pad(heard, [0, 0, 0, odd]).view(batch, -1, 2, 1).select(2, 0); // (batch, steps, 1)

        var x = _down.call(pairs.transpose(1, 2)).transpose(1, 2); // (batch, steps, width)
        foreach (var block in _blocks) x = block.forward(x, pairHeard);
        var phases = _up.Run(x).view(batch, -1, Options.StateWidth).narrow(1, 0, frames); // (batch, frames, state width)

        var detail = functional.relu(_detail.call(Masked(features, heard).transpose(1, 2))); // (batch, detail width, frames)
        var both = Masked(torch.cat([phases, detail.transpose(1, 2)], -1), heard).transpose(1, 2);
        return functional.relu(_join.call(both)).transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>One vector for each recording, attention over its states.</summary>
    /// <param name="states">(batch, frames, state width)</param>
    /// <param name="mask">As for <see cref="forward"/>.</param>
    /// <returns>(batch, dimension), of unit length.</returns>
    public Tensor Pool(Tensor states, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var scores = _attention.call(states); // (batch, frames, 1)
        if (mask is not null) scores = scores.masked_fill(mask.logical_not().unsqueeze(-1), double.NegativeInfinity);
        var read = (torch.softmax(scores, 1) * states).sum(1); // (batch, state width)
        return functional.normalize(_head.call(read).to_type(float32), dim: -1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Embed(ReadOnlySpan<float> samples)
    {
        using var scope = NewDisposeScope();
        var features = torch.tensor(_features.Of(samples), 1, SpeechFeatures.Frames(samples.Length), SpeechFeatures.Bands);
        return Pool(forward(features.to_type(_down.weight!.dtype))).select(0, 0).MoveToOuterDisposeScope();
    }

    internal static Tensor Masked(Tensor x, Tensor? mask) => mask is null ? x : x * mask;
}
