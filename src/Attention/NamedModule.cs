using Rag.Attention.Inference;

namespace Rag.Attention;

/// <summary>
/// A module whose parts carry the names they are given, which are their names in a checkpoint. A field that holds a parameter or a
/// constant says that name in a <see cref="TorchSharp.Utils.ComponentNameAttribute"/>: by it TorchSharp renews the field when a module changes its type.
/// </summary>
public abstract class NamedModule(string name) : Module(name)
{
    [ThreadStatic]
    private static bool _blank;

    /// <summary>Builds a module whose weights are about to be read: no random numbers are drawn for its matrices, which hold anything.</summary>
    /// <exception cref="TensorLibraryException">libtorch cannot work here: whatever is read from a file is built here first.</exception>
    public static T Blank<T>(Func<T> build) where T : Module
    {
        TensorLibrary.Load();
        _blank = true;
        try
        {
            return build();
        }
        finally
        {
            _blank = false;
        }
    }

    /// <summary>x W^T + b: (..., inputs) to (..., outputs).</summary>
    protected static Linear Linear(long inputs, long outputs, bool hasBias = true)
    {
        if (!_blank) return nn.Linear(inputs, outputs, hasBias);
        var layer = nn.Linear(inputs, outputs, hasBias, META); // nothing is drawn where there is no memory
        layer.weight = new Parameter(torch.empty(outputs, inputs));
        if (hasBias) layer.bias = new Parameter(torch.empty(outputs));
        return layer;
    }

    /// <summary>A row of <paramref name="width"/> numbers for each id.</summary>
    protected static Embedding Embedding(long rows, long width)
    {
        if (!_blank) return nn.Embedding(rows, width);
        var table = nn.Embedding(1, 1); // it would draw its numbers anywhere
        table.weight = new Parameter(torch.empty(rows, width));
        return table;
    }

    /// <summary>(batch, from, height, width) to (batch, to, height / stride, width / stride), where the padding is half the kernel.</summary>
    protected static Conv2d Convolution(long from, long to, long kernel, long stride, bool hasBias = true)
    {
        if (!_blank) return nn.Conv2d(from, to, kernel, stride, padding: kernel / 2, bias: hasBias);
        var layer = nn.Conv2d(from, to, kernel, stride, padding: kernel / 2, bias: hasBias, device: META);
        layer.weight = new Parameter(torch.empty(to, from, kernel, kernel));
        if (hasBias) layer.bias = new Parameter(torch.empty(to));
        return layer;
    }

    /// <summary>Nothing is found by reflection: every part was named when it was made.</summary>
    protected sealed override void RegisterComponents()
    {
    }

    /// <summary>Makes a module a part of this one.</summary>
    protected T Part<T>(string name, T part) where T : Module
    {
        register_module(name, part);
        return part;
    }

    /// <summary>Makes a parameter of <paramref name="initial"/>, which is empty afterwards.</summary>
    protected Parameter Learned(string name, Tensor initial)
    {
        var parameter = initial.AsParameter();
        register_parameter(name, parameter);
        return parameter;
    }

    /// <summary>Keeps a tensor that is saved with the module but not learned.</summary>
    protected Tensor Constant(string name, Tensor value)
    {
        register_buffer(name, value);
        return value;
    }
}
