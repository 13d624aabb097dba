using System.Reflection;
using Rag.Torch.Modules;

namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a model: parameters, buffers and modules within it, known by the names of the fields that hold them once
        /// <see cref="RegisterComponents"/> was called at the end of the constructor.
        /// </summary>
        public class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Parameter> _parameters = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffers = [];
            private readonly OrderedDictionary<string, Module> _modules = [];
            private readonly string _name;
            private bool _registered;

            protected Module(string name) => _name = name;

            /// <summary>Whether dropout drops and batch normalization measures.</summary>
            public virtual bool training { get; private set; } = true;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var module in _modules.Values) module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual string GetName() => _name;

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none) parameter.grad = null;
                    else parameter.Gradient?.Gathered?.zero_();
                }
            }

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var module in _modules.Values) module.apply(fn);
                fn(this);
                return this;
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _modules.Select(entry => (entry.Key, entry.Value));

            public virtual IEnumerable<Module> children() => _modules.Values;

            /// <summary>The modules within, each before those within it.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                named_children().Concat(named_children().SelectMany(child => child.module.named_modules().Select(inner => ($"{child.name}.{inner.name}", inner.module))));

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var (name, parameter) in _parameters)
                {
                    if (seen.Add(parameter)) yield return (name, parameter);
                }
                if (!recurse) yield break;
                foreach (var (childName, child) in _modules)
                {
                    foreach (var (name, parameter) in child.named_parameters())
                    {
                        if (seen.Add(parameter)) yield return ($"{childName}.{name}", parameter);
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (name, buffer) in _buffers)
                {
                    if (include_nonpersistent || buffer.Persistent) yield return (name, buffer.Tensor);
                }
                if (!recurse) yield break;
                foreach (var (childName, child) in _modules)
                {
                    foreach (var (name, buffer) in child.named_buffers(true, include_nonpersistent)) yield return ($"{childName}.{name}", buffer);
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>Parameters and persistent buffers by name; the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters(recurse: false)) destination.TryAdd(start + name, parameter);
                foreach (var (name, buffer) in named_buffers(recurse: false, include_nonpersistent: false)) destination.TryAdd(start + name, buffer);
                foreach (var (name, child) in named_children()) child.state_dict(destination, start + name);
                return destination;
            }

            /// <summary>Copies tensors into the parameters and buffers of the same names, converting their element type.</summary>
            /// <exception cref="InvalidOperationException">Strict, and names are missing or unknown; they are listed.</exception>
            /// <exception cref="ArgumentException">A shape differs.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                string[] missing = [.. own.Keys.Where(key => !source.ContainsKey(key) && skip?.Contains(key) != true)];
                string[] unexpected = [.. source.Keys.Where(key => !own.ContainsKey(key) && skip?.Contains(key) != true)];
                if (strict && (missing.Length > 0 || unexpected.Length > 0))
                    throw new InvalidOperationException($"The state does not fit {GetName()}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                using var off = no_grad();
                foreach (var (key, value) in source)
                {
                    if (skip?.Contains(key) == true || !own.TryGetValue(key, out var target)) continue;
                    if (!value.Sizes.AsSpan().SequenceEqual(target.Sizes))
                        throw new ArgumentException($"{key} has shape {Shape.Text(value.Sizes)}; {GetName()} wants {Shape.Text(target.Sizes)}.", nameof(source));
                    target.copy_(value);
                }
                return (missing, unexpected);
            }

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(entry => entry.name == target).parameter;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(entry => entry.name == target).buffer;

            public virtual void register_parameter(string name, Parameter param)
            {
                if (!_parameters.TryAdd(Free(name), param)) throw new InvalidOperationException($"Parameter {name} of {GetName()} is already registered.");
                param.DetachFromDisposeScope();
            }

            /// <summary>A tensor that belongs to the module but is not learned; saved with it where persistent.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (!_buffers.TryAdd(Free(name), (tensor, persistent))) throw new InvalidOperationException($"Buffer {name} of {GetName()} is already registered.");
                tensor.DetachFromDisposeScope();
            }

            public virtual void register_module(string name, Module submodule)
            {
                submodule.RegisterComponents();
                if (!_modules.TryAdd(Free(name), submodule)) throw new InvalidOperationException($"Module {name} of {GetName()} is already registered.");
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Registers what the fields hold, by the fields' names. Call it where all of them are set.</summary>
            protected virtual void RegisterComponents()
            {
                if (_registered) return;
                _registered = true;
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    const BindingFlags own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
                    // What lies behind a property is registered by whoever declared that, under the property's name.
                    foreach (var field in type.GetFields(own).Where(field => !field.Name.Contains('<'))) Register(field.Name, field.GetValue(this));
                }
            }

            /// <summary>Lets go of the parameters and buffers of this module and those within.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var parameter in _parameters.Values) parameter.Dispose();
                foreach (var buffer in _buffers.Values) buffer.Tensor.Dispose();
                foreach (var module in _modules.Values) module.Dispose();
            }

            private void Register(string name, object? value)
            {
                if (_parameters.ContainsKey(name) || _buffers.ContainsKey(name) || _modules.ContainsKey(name)) return;
                if (value is Module module) register_module(name, module);
                else if (value is Parameter parameter) register_parameter(name, parameter);
                else if (value is Tensor tensor) register_buffer(name, tensor);
            }

            private static string Free(string name) => name.Length > 0 && !name.Contains('.')
                ? name
                : throw new ArgumentException($"\"{name}\" is no name for a part of a module: names are not empty and have no dots.", nameof(name));
        }
    }
}
