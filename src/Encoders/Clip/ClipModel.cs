using Rag.Attention;
using Rag.Encoders.Checkpoints;
using TorchSharp.Utils;

namespace Rag.Encoders.Clip;

/// <summary>CLIP: texts and pictures in one space (Radford et al., 2021).</summary>
public sealed class ClipModel : NamedModule
{
    // log(1 / 0.07), where the paper starts.
    private const double StartScale = 2.6592;

    [ComponentName(Name = "logit_scale")]
    private readonly Parameter _logitScale; // ()

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public ClipModel(ClipOptions options) : base(nameof(ClipModel))
    {
        Options = options;
        Text = Part("text", new ClipTextTower(options.Text));
        Vision = Part("vision", new ClipVisionTower(options.Vision));
        TextProjection = Part("text_projection", Linear(options.Text.Layer.Width, options.Width, hasBias: false));
        VisionProjection = Part("vision_projection", Linear(options.Vision.Layer.Width, options.Width, hasBias: false));
        _logitScale = Learned("logit_scale", torch.tensor((float)StartScale));
    }

    /// <summary>What its tensors are called in Hugging Face's files.</summary>
    public static TensorNames Names { get; } = new()
    {
        Parts =
        [
            ("text.tokens", "text_model.embeddings.token_embedding"),
            ("text.positions", "text_model.embeddings.position_embedding"),
            ("text.layers", "text_model.encoder.layers"),
            ("text.norm", "text_model.final_layer_norm"),
            ("vision.class_token", "vision_model.embeddings.class_embedding"),
            ("vision.patches", "vision_model.embeddings.patch_embedding"),
            ("vision.positions", "vision_model.embeddings.position_embedding"),
            ("vision.input_norm", "vision_model.pre_layrnorm"),
            ("vision.layers", "vision_model.encoder.layers"),
            ("vision.norm", "vision_model.post_layernorm"),
            ("vision_projection", "visual_projection"),
            ("attention.query", "self_attn.q_proj"),
            ("attention.key", "self_attn.k_proj"),
            ("attention.value", "self_attn.v_proj"),
            ("attention.output", "self_attn.out_proj"),
            ("attention_norm", "layer_norm1"),
            ("feed_forward.up", "mlp.fc1"),
            ("feed_forward.down", "mlp.fc2"),
            ("feed_forward_norm", "layer_norm2"),
        ],
        // Constants that older files carry.
        LeftAside = ["text_model.embeddings.position_ids", "vision_model.embeddings.position_ids"],
    };

    /// <summary>What it was built from.</summary>
    public ClipOptions Options { get; }

    /// <summary>The tower of texts.</summary>
    public ClipTextTower Text { get; }

    /// <summary>The tower of pictures.</summary>
    public ClipVisionTower Vision { get; }

    /// <summary>The text tower's width to the shared one.</summary>
    public Linear TextProjection { get; }

    /// <summary>The vision tower's width to the shared one.</summary>
    public Linear VisionProjection { get; }

    /// <summary>Opens a model of a folder, ready to encode (dropout off).</summary>
    /// <exception cref="CheckpointException">The folder holds no CLIP, or is damaged.</exception>
    public static ClipModel Open(ModelFolder folder)
    {
        var options = ClipOptions.Read(folder.Config);
        folder.RequireWeights(options.Weights);
        var model = Blank(() => new ClipModel(options));
        folder.Fill(model, Names);
        model.eval();
        return model;
    }

    /// <summary>Saves config.json and the weights; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F32) => ModelFolder.Save(folder, Options.ToConfig(), this, Names, type);

    /// <summary>Texts' ids (batch, tokens), each ending with its end token, to unit vectors (batch, width).</summary>
    public Tensor EmbedTexts(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return functional.normalize(TextProjection.call(Text.forward(ids)).to_type(float32), dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>Pictures (batch, 3, picture, picture), normalized, to unit vectors (batch, width).</summary>
    public Tensor EmbedPictures(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return functional.normalize(VisionProjection.call(Vision.forward(pixels)).to_type(float32), dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>exp(scale) * pictures texts^T of unit vectors: (pictures, texts).</summary>
    public Tensor Logits(Tensor pictures, Tensor texts)
    {
        using var scope = NewDisposeScope();
        return (torch.exp(_logitScale) * torch.matmul(pictures, texts.mT)).MoveToOuterDisposeScope();
    }
}
