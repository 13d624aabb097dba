using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Layers;

/// <summary>The nonlinearity of a feed-forward part.</summary>
public enum Activation
{
    /// <summary>x times the standard normal distribution function of x (Hendrycks, Gimpel 2016): BERT, Whisper.</summary>
    Gelu,

    /// <summary>Its approximation by tanh: GPT-2, T5 v1.1.</summary>
    GeluTanh,

    /// <summary>Its approximation by the logistic function, x sigmoid(1.702 x): CLIP.</summary>
    QuickGelu,

    /// <summary>max(x, 0): T5.</summary>
    Relu,
}

/// <summary>What the activations compute, and their names in configurations.</summary>
public static class ActivationFunctions
{
    private static readonly Dictionary<string, Activation> _names = new()
    {
        ["gelu"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["quick_gelu"] = Activation.QuickGelu,
        ["relu"] = Activation.Relu,
    };

    /// <summary>The activation that a configuration names under <paramref name="name"/>.</summary>
    /// <exception cref="CheckpointException">It is absent or unknown.</exception>
    public static Activation Read(ModelConfig config, string name, string? otherwise = null) =>
        config.Choice(name, _names, otherwise);

    /// <summary>The first name by which configurations know it.</summary>
    public static string ConfigName(this Activation activation) => _names.First(name => name.Value == activation).Key;

    /// <summary>activation(layer(x)), in one pass where there is one.</summary>
    public static Tensor After(this Activation activation, Linear layer, Tensor x) => activation switch
    {
        Activation.Gelu => layer.Run(x, Finish.Gelu),
        Activation.GeluTanh => layer.Run(x, Finish.GeluTanh),
        Activation.Relu => layer.Run(x, Finish.Relu),
        _ => activation.Apply(layer.Run(x)),
    };

    /// <summary>Of the shape of <paramref name="x"/>.</summary>
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Gelu => functional.gelu(x),
        Activation.GeluTanh => functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        Activation.QuickGelu => x * torch.sigmoid(1.702 * x),
        _ => functional.relu(x),
    };
}
