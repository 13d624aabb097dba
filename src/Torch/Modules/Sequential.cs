using static Rag.Torch.torch;

namespace Rag.Torch.Modules
{
    /// <summary>Modules one after the other, named by their numbers unless names are given.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.IModule<Tensor, Tensor>> _steps = [];

        internal Sequential() : base(nameof(Sequential))
        {
        }

        public int Count => _steps.Count;

        public nn.IModule<Tensor, Tensor> this[int index] => _steps[index];

        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            register_module(name, (nn.Module)module);
            _steps.Add(module);
            return this;
        }

        public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_steps.Count.ToString(), module);

        /// <summary>Tensors between the steps are disposed of where no gradient wants them.</summary>
        public override Tensor forward(Tensor tensor)
        {
            if (_steps.Count == 0) return tensor.alias();
            using var scope = NewDisposeScope();
            var result = tensor;
            foreach (var step in _steps) result = step.call(result);
            return scope.MoveToOuter(result);
        }
    }

    /// <summary>A list of modules, named by their numbers.</summary>
    public class ModuleList<T> : nn.Module, IEnumerable<T> where T : nn.Module
    {
        private readonly List<T> _items = [];

        public ModuleList(params T[] modules) : base(nameof(ModuleList<>))
        {
            foreach (var module in modules) Add(module);
        }

        public int Count => _items.Count;

        public T this[int index] => _items[index];

        public void Add(T item)
        {
            register_module(_items.Count.ToString(), item);
            _items.Add(item);
        }

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            foreach (var module in modules) Add(module);
        }

        public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential() => new();

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
            {
                var result = new Modules.Sequential();
                foreach (var (name, module) in modules) result.append(name, module);
                return result;
            }

            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => Sequential(modules.ToArray());

            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                var result = new Modules.Sequential();
                foreach (var module in modules) result.append(module);
                return result;
            }

            public static Modules.ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
