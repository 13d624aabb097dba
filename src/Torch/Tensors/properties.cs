using System.Runtime.InteropServices;

namespace Rag.Torch;

/// <summary>What a tensor is, and its elements as numbers.</summary>
public static unsafe class TensorProperties
{
    extension(torch.Tensor input)
    {
        public long numel() => input.Count;

        public long dim() => input.Rank;

        public long element_size() => input.dtype.Size();

        public long size(int dim) => input.Sizes[Shape.Dimension(dim, input.Rank)];

        public long[] size() => input.shape;

        public long[] stride() => (long[])input.Strides.Clone();

        public long stride(int dim) => input.Strides[Shape.Dimension(dim, input.Rank)];

        public long storage_offset() => input.Offset;

        public bool is_floating_point() => torch.is_floating_point(input.dtype);

        public bool is_integral() => torch.is_integral(input.dtype);

        public bool is_cpu() => true;

        public torch.Tensor requires_grad_(bool requires_grad = true) => input.with_requires_grad(requires_grad);

        public torch.Tensor with_requires_grad(bool requires_grad = true)
        {
            input.requires_grad = requires_grad;
            return input;
        }

        /// <summary>The one element.</summary>
        /// <exception cref="ArgumentException">There is not exactly one, or it has another type.</exception>
        public T item<T>() where T : unmanaged
        {
            if (input.Count != 1) throw new ArgumentException($"item() wants a tensor of one element, not of shape {Shape.Text(input.Sizes)}.");
            if (input.dtype != ElementTypes.Of<T>()) throw new ArgumentException($"item<{typeof(T).Name}>() was asked of a tensor of type {input.dtype}.");
            return *(T*)input.Data;
        }

        /// <summary>The elements; writing to them writes to the tensor.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged => new(input);

        /// <summary>The bytes of a contiguous tensor.</summary>
        public Span<byte> bytes
        {
            get
            {
                if (!input.IsDense) throw new InvalidOperationException($"A tensor of shape {Shape.Text(input.Sizes)} with strides {Shape.Text(input.Strides)} has no contiguous bytes.");
                return MemoryMarshal.CreateSpan(ref *input.Data, checked((int)(input.Count * input.dtype.Size())));
            }
            set
            {
                var target = input.bytes;
                if (value.Length != target.Length) throw new ArgumentException($"{value.Length} bytes were given for a {input.dtype} tensor of shape {Shape.Text(input.Sizes)}, which has {target.Length}.");
                value.CopyTo(target);
                input.Storage.BumpVersion();
            }
        }

        /// <summary>The one element as a number of any type.</summary>
        public Scalar ToScalar()
        {
            if (input.Count != 1) throw new ArgumentException($"A number was asked of a tensor of shape {Shape.Text(input.Sizes)}.");
            return input.dtype switch
            {
                torch.ScalarType.Float32 => *(float*)input.Data,
                torch.ScalarType.Float64 => *(double*)input.Data,
                torch.ScalarType.Int64 => *(long*)input.Data,
                torch.ScalarType.Int32 => *(int*)input.Data,
                torch.ScalarType.Int16 => *(short*)input.Data,
                torch.ScalarType.Int8 => *(sbyte*)input.Data,
                torch.ScalarType.Byte => *input.Data,
                torch.ScalarType.Bool => *(bool*)input.Data,
                torch.ScalarType.Float16 => *(Half*)input.Data,
                _ => (float)*(BFloat16*)input.Data,
            };
        }

        public float ToSingle() => (float)input.ToScalar().AsDouble;

        public double ToDouble() => input.ToScalar().AsDouble;

        public int ToInt32() => checked((int)input.ToScalar().AsLong);

        public long ToInt64() => input.ToScalar().AsLong;

        public bool ToBoolean() => input.ToScalar().AsDouble != 0;

        internal float* FloatData => input.dtype == torch.ScalarType.Float32
            ? (float*)input.Data
            : throw new ArgumentException($"A Float32 tensor is wanted, not {input.dtype} of shape {Shape.Text(input.Sizes)}.");

        internal long* LongData => input.dtype == torch.ScalarType.Int64
            ? (long*)input.Data
            : throw new ArgumentException($"An Int64 tensor is wanted, not {input.dtype} of shape {Shape.Text(input.Sizes)}.");
    }
}
