namespace Rag.Attention;

/// <summary>A module whose parts carry the names they are given, which are their names in a checkpoint.</summary>
public abstract class NamedModule(string name) : Module(name)
{
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
