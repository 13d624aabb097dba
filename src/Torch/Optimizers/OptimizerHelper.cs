namespace Rag.Torch.Modules;

/// <summary>An optimizer whose state can be saved, to go on with training later. (The file format is not TorchSharp's.)</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        Parameter[] all = [.. parameters()];
        writer.Write(GetType().Name);
        writer.Write(all.Length);
        foreach (var parameter in all) WriteState(writer, parameter);
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <exception cref="InvalidDataException">The state is of another optimizer or of other parameters.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        Parameter[] all = [.. parameters()];
        var (name, count) = (reader.ReadString(), reader.ReadInt32());
        if (name != GetType().Name || count != all.Length)
            throw new InvalidDataException($"The state is of {name} with {count} parameters; this is {GetType().Name} with {all.Length}.");
        foreach (var parameter in all) ReadState(reader, parameter);
    }

    private protected abstract void WriteState(BinaryWriter writer, Parameter parameter);

    private protected abstract void ReadState(BinaryReader reader, Parameter parameter);

    private protected static void WriteNumbers(BinaryWriter writer, torch.Tensor numbers)
    {
        writer.Write(numbers.Count);
        writer.Write(numbers.bytes);
    }

    private protected static void ReadNumbers(BinaryReader reader, torch.Tensor into)
    {
        var count = reader.ReadInt64();
        if (count != into.Count) throw new InvalidDataException($"The state has {count} numbers for a parameter of shape {Shape.Text(into.Sizes)}.");
        reader.BaseStream.ReadExactly(into.bytes);
    }
}
