namespace Rag.Torch.Modules
{
    /// <summary>A tensor that a module learns: registered with it where a field holds it, and a leaf of every graph.</summary>
    public class Parameter : torch.Tensor
    {
        /// <param name="data">Gives its memory to the parameter and is empty afterwards.</param>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(data.Storage.Retain(), data.Sizes, data.Strides, data.Offset, data.dtype, scoped: false)
        {
            data.Scope?.Add(this);
            data.Dispose();
            if (requires_grad) this.requires_grad = true;
        }
    }
}

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }

    public static class ParameterTensor
    {
        extension(torch.Tensor tensor)
        {
            public Modules.Parameter AsParameter() => new(tensor);
        }
    }
}
