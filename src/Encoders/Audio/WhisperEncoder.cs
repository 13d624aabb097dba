using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Encoders.Audio.Features;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;
using TorchSharp.Utils;

namespace Rag.Encoders.Audio;

/// <summary>
/// The encoder of Whisper (Radford et al., "Robust speech recognition via large-scale weak supervision", 2022): two
/// convolutions that halve the frames, sinusoidal positions, pre-norm layers.
/// </summary>
public sealed class WhisperEncoder : NamedModule, ISoundEncoder
{
    [ComponentName(Name = "positions")]
    private readonly Tensor _positions; // (positions, width)
    private readonly ModuleList<PreNormLayer> _layers;
    private readonly WhisperFeatures _features;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public WhisperEncoder(WhisperOptions options) : base(nameof(WhisperEncoder))
    {
        Options = options;
        var width = options.Layer.Width;
        _features = new WhisperFeatures(options.Bands);
        Conv1 = Part("conv1", Conv1d(options.Bands, width, 3, padding: 1));
        Conv2 = Part("conv2", Conv1d(width, width, 3, stride: 2, padding: 1));
        _positions = Constant("positions", Sinusoids(options.Positions, width));
        _layers = Part("layers", ModuleList<PreNormLayer>([.. Enumerable.Range(0, options.Layers).Select(_ => new PreNormLayer(options.Layer))]));
        Norm = Part("norm", LayerNorm(width, options.Layer.NormEpsilon));
    }

    /// <summary>What its tensors are called in Hugging Face's files.</summary>
    public static TensorNames Names { get; } = new()
    {
        Prefixes = ["model.encoder.", "encoder.", ""],
        Parts =
        [
            ("positions", "embed_positions.weight"),
            ("attention.query", "self_attn.q_proj"),
            ("attention.key", "self_attn.k_proj"),
            ("attention.value", "self_attn.v_proj"),
            ("attention.output", "self_attn.out_proj"),
            ("attention_norm", "self_attn_layer_norm"),
            ("feed_forward.up", "fc1"),
            ("feed_forward.down", "fc2"),
            ("feed_forward_norm", "final_layer_norm"),
            ("norm", "layer_norm"),
        ],
        // The writer's half of the model.
        LeftAside = ["model.decoder.", "decoder.", "proj_out."],
    };

    /// <summary>What it was built from.</summary>
    public WhisperOptions Options { get; }

    /// <summary>bands -> width.</summary>
    public Conv1d Conv1 { get; }

    /// <summary>width -> width, every other frame.</summary>
    public Conv1d Conv2 { get; }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<PreNormLayer> Layers => [.. _layers];

    /// <summary>LN of the last layer's states.</summary>
    public LayerNorm Norm { get; }

    /// <inheritdoc/>
    public int Dimension => Options.Layer.Width;

    /// <inheritdoc/>
    public int WindowSamples => Options.Frames * WhisperFeatures.Hop;

    /// <summary>Opens a model of a folder, ready to encode (dropout off).</summary>
    /// <exception cref="CheckpointException">The folder holds no Whisper encoder, or is damaged.</exception>
    public static WhisperEncoder Open(ModelFolder folder)
    {
        var options = WhisperOptions.Read(folder.Config);
        folder.RequireWeights(options.Weights);
        var encoder = Blank(() => new WhisperEncoder(options));
        folder.Fill(encoder, Names);
        encoder.eval();
        return encoder;
    }

    /// <summary>Saves config.json and the weights; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F32) => ModelFolder.Save(folder, Options.ToConfig(), this, Names, type);

    /// <param name="features">(batch, bands, frames), at most <see cref="WhisperOptions.Frames"/> of them.</param>
    /// <returns>(batch, frames / 2, width): a state for every 20 ms.</returns>
    public Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        return States(features)[^1].MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="forward"/>
    /// <returns>What enters the first layer, then each layer's states, the last under <see cref="Norm"/>.</returns>
    public IReadOnlyList<Tensor> States(Tensor features)
    {
        if (features.dim() != 3 || features.shape[1] != Options.Bands || features.shape[2] > Options.Frames)
            throw new ArgumentException($"(batch, {Options.Bands}, at most {Options.Frames}) is wanted, not ({string.Join(", ", features.shape)}).", nameof(features));
        var heard = features.to_type(Conv1.weight!.dtype).transpose(1, 2); // (batch, frames, bands)
        var x = Conv2.Run(Conv1.Run(heard, Finish.Gelu), Finish.Gelu); // (batch, frames / 2, width)
        var states = new List<Tensor>(_layers.Count + 1) { x + _positions.narrow(0, 0, x.shape[1]) };
        foreach (var layer in _layers) states.Add(layer.forward(states[^1]));
        states[^1] = Norm.call(states[^1]);
        return states;
    }

    /// <summary>The states of a window; silence fills it up, as in the model's training.</summary>
    /// <param name="samples">16 kHz mono, at most <see cref="WindowSamples"/> of them.</param>
    /// <returns>(1, positions, width)</returns>
    public Tensor Hear(ReadOnlySpan<float> samples)
    {
        using var scope = NewDisposeScope();
        var window = new float[WindowSamples];
        samples.CopyTo(window);
        var features = torch.tensor(_features.Of(window), 1, Options.Frames, Options.Bands).transpose(1, 2); // (1, bands, frames)
        return forward(features).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>The mean of the states that hear <paramref name="samples"/>.</remarks>
    public Tensor Embed(ReadOnlySpan<float> samples)
    {
        using var scope = NewDisposeScope();
        var heard = Math.Clamp(samples.Length / (2 * WhisperFeatures.Hop), 1, Options.Positions);
        return Hear(samples).select(0, 0).narrow(0, 0, heard).mean([0L]).MoveToOuterDisposeScope(); // (width)
    }

    /// <summary>Sines, then cosines, of wavelengths from 2 pi to 10000 * 2 pi: what the public checkpoints store.</summary>
    private static Tensor Sinusoids(int positions, int width)
    {
        var half = width / 2;
        var table = new float[positions * width];
        for (var t = 0; t < positions; t++)
        {
            for (var m = 0; m < half; m++)
            {
                var (sin, cos) = Math.SinCos(t * Math.Pow(10000, -(double)m / Math.Max(1, half - 1)));
                (table[t * width + m], table[t * width + half + m]) = ((float)sin, (float)cos);
            }
        }
        return torch.tensor(table, positions, width);
    }
}
