using System.Runtime.CompilerServices;

namespace Rag.Torch;

public static partial class torch
{
    /// <summary>
    /// A strided view of memory, and its place in the graph that gradients flow through. Here are its state, its life
    /// time and what C# wants inside the class: indexers, operators, conversions. Its operations are extension members.
    /// </summary>
    public class Tensor : IDisposable
    {
        internal readonly long[] Sizes;
        internal readonly long[] Strides;
        internal readonly long Offset;

        /// <summary>What autograd knows of this tensor; null while nothing requires a gradient through it.</summary>
        internal GradientState? Gradient;

        internal DisposeScope? Scope;
        internal int ScopeSlot;

        private Storage? _storage;

        /// <summary>Takes over the caller's reference to <paramref name="storage"/>.</summary>
        internal Tensor(Storage storage, long[] sizes, long[] strides, long offset, ScalarType type, bool scoped = true)
        {
            _storage = storage;
            Sizes = sizes;
            Strides = strides;
            Offset = offset;
            dtype = type;
            Count = Shape.Count(sizes);
            IsDense = Shape.IsContiguous(sizes, strides);
            if (scoped) DisposeScope.Current?.Add(this);
        }

        ~Tensor() => _storage?.Release();

        public ScalarType dtype { get; }

        public Device device => CPU;

        public DeviceType device_type => DeviceType.CPU;

        public long[] shape => (long[])Sizes.Clone();

        public long ndim => Sizes.Length;

        public long Dimensions => Sizes.Length;

        public long NumberOfElements => Count;

        public long ElementSize => dtype.Size();

        /// <summary>Whether it was disposed of.</summary>
        public bool IsInvalid => _storage is null;

        public bool is_leaf => Gradient?.Producer is null;

        /// <summary>Whether gradients are wanted for it or for something it was computed from.</summary>
        public bool requires_grad
        {
            get => Gradient is { Wanted: true };
            set => GradientState.Require(this, value);
        }

        /// <summary>The gradient gathered by the backward passes so far; null before the first.</summary>
        public Tensor? grad
        {
            get => Gradient?.Gathered?.alias();
            set => GradientState.SetGathered(this, value);
        }

        internal int Rank => Sizes.Length;

        internal long Count { get; }

        /// <summary>Whether the elements lie in row-major order without gaps.</summary>
        internal bool IsDense { get; }

        internal Storage Storage => _storage ?? throw new ObjectDisposedException(nameof(Tensor), $"A {dtype} tensor of shape {Shape.Text(Sizes)} was used after it was disposed of.");

        internal unsafe byte* Data => (byte*)Storage.Address + Offset * dtype.Size();

        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => this.index(indices);
            set => this.index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => this.index(indices);
            set => this.index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => this.select(0, i1);
            set => this.index_put_(value, i1);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => this.index(i1, i2);
            set => this.index_put_(value, i1, i2);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => this.index(i1, i2, i3);
            set => this.index_put_(value, i1, i2, i3);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => this.index(i1, i2, i3, i4);
            set => this.index_put_(value, i1, i2, i3, i4);
        }

        public static Tensor operator +(Tensor left, Tensor right) => add(left, right);
        public static Tensor operator +(Tensor left, Scalar right) => add(left, right);
        public static Tensor operator +(Scalar left, Tensor right) => add(right, left);
        public static Tensor operator +(Tensor left, int right) => add(left, right);
        public static Tensor operator +(Tensor left, long right) => add(left, right);
        public static Tensor operator +(Tensor left, float right) => add(left, right);
        public static Tensor operator +(Tensor left, double right) => add(left, right);
        public static Tensor operator +(int left, Tensor right) => add(right, left);
        public static Tensor operator +(long left, Tensor right) => add(right, left);
        public static Tensor operator +(float left, Tensor right) => add(right, left);
        public static Tensor operator +(double left, Tensor right) => add(right, left);

        public static Tensor operator -(Tensor tensor) => neg(tensor);
        public static Tensor operator -(Tensor left, Tensor right) => sub(left, right);
        public static Tensor operator -(Tensor left, Scalar right) => sub(left, right);
        public static Tensor operator -(Scalar left, Tensor right) => Arithmetic.ReverseSubtract(right, left);
        public static Tensor operator -(Tensor left, int right) => sub(left, right);
        public static Tensor operator -(Tensor left, long right) => sub(left, right);
        public static Tensor operator -(Tensor left, float right) => sub(left, right);
        public static Tensor operator -(Tensor left, double right) => sub(left, right);
        public static Tensor operator -(int left, Tensor right) => Arithmetic.ReverseSubtract(right, left);
        public static Tensor operator -(long left, Tensor right) => Arithmetic.ReverseSubtract(right, left);
        public static Tensor operator -(float left, Tensor right) => Arithmetic.ReverseSubtract(right, left);
        public static Tensor operator -(double left, Tensor right) => Arithmetic.ReverseSubtract(right, left);

        public static Tensor operator *(Tensor left, Tensor right) => mul(left, right);
        public static Tensor operator *(Tensor left, Scalar right) => mul(left, right);
        public static Tensor operator *(Scalar left, Tensor right) => mul(right, left);
        public static Tensor operator *(Tensor left, int right) => mul(left, right);
        public static Tensor operator *(Tensor left, long right) => mul(left, right);
        public static Tensor operator *(Tensor left, float right) => mul(left, right);
        public static Tensor operator *(Tensor left, double right) => mul(left, right);
        public static Tensor operator *(int left, Tensor right) => mul(right, left);
        public static Tensor operator *(long left, Tensor right) => mul(right, left);
        public static Tensor operator *(float left, Tensor right) => mul(right, left);
        public static Tensor operator *(double left, Tensor right) => mul(right, left);

        public static Tensor operator /(Tensor left, Tensor right) => div(left, right);
        public static Tensor operator /(Tensor left, Scalar right) => div(left, right);
        public static Tensor operator /(Scalar left, Tensor right) => mul(reciprocal(right), left);
        public static Tensor operator /(Tensor left, int right) => div(left, right);
        public static Tensor operator /(Tensor left, long right) => div(left, right);
        public static Tensor operator /(Tensor left, float right) => div(left, right);
        public static Tensor operator /(Tensor left, double right) => div(left, right);
        public static Tensor operator /(int left, Tensor right) => mul(reciprocal(right), left);
        public static Tensor operator /(long left, Tensor right) => mul(reciprocal(right), left);
        public static Tensor operator /(float left, Tensor right) => mul(reciprocal(right), left);
        public static Tensor operator /(double left, Tensor right) => mul(reciprocal(right), left);

        public static Tensor operator %(Tensor left, Tensor right) => remainder(left, right);
        public static Tensor operator %(Tensor left, Scalar right) => remainder(left, right);

        public static Tensor operator &(Tensor left, Tensor right) => bitwise_and(left, right);
        public static Tensor operator |(Tensor left, Tensor right) => bitwise_or(left, right);
        public static Tensor operator ^(Tensor left, Tensor right) => bitwise_xor(left, right);
        public static Tensor operator ~(Tensor left) => bitwise_not(left);

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        public static implicit operator Tensor(int value) => tensor(value);
        public static implicit operator Tensor(long value) => tensor(value);
        public static implicit operator Tensor(float value) => tensor(value);
        public static implicit operator Tensor(double value) => tensor(value);
        public static implicit operator Tensor(bool value) => tensor(value);
        public static implicit operator Tensor(long[] value) => tensor(value);
        public static implicit operator Tensor(float[] value) => tensor(value);
        public static implicit operator Tensor(Scalar scalar) => scalar.ToTensor();
        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        public void Dispose()
        {
            Scope?.Remove(this);
            Release();
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope() => Scope is { } scope ? scope.MoveToOuter(this) : this;

        public Tensor DetachFromDisposeScope() => Scope is { } scope ? scope.Detach(this) : this;

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            Scope?.Remove(this);
            other?.Add(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.Scope);

        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        public override string ToString() => $"{Shape.Text(Sizes)}, type = {dtype}, device = cpu";

        /// <summary>A second tensor on the same memory, outside the graph and outside any scope.</summary>
        internal Tensor Alias() => new(Storage.Retain(), Sizes, Strides, Offset, dtype, scoped: false);

        private void Release()
        {
            Interlocked.Exchange(ref _storage, null)?.Release();
            Gradient = null;
        }
    }
}
