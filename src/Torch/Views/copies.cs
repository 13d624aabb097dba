namespace Rag.Torch;

public static partial class torch
{
    public static Tensor clone(Tensor input) =>
        Tape.Record(Conversion.To(input, input.dtype), [input], [], 0, static (_, gradient, _) => [gradient]);
}

public static class CopyTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor clone() => torch.clone(input);

        public torch.Tensor alias()
        {
            var view = View.Of(input, input.Sizes, input.Strides, input.Offset);
            return Tape.RecordView(view, input, 0, static (_, gradient, _) => [gradient]);
        }

        /// <summary>The same memory, outside the graph.</summary>
        public torch.Tensor detach() => View.Of(input, input.Sizes, input.Strides, input.Offset);

        public torch.Tensor detach_()
        {
            input.Gradient = null;
            return input;
        }

        /// <summary>The tensor itself where it is contiguous already, else a copy that is.</summary>
        public torch.Tensor contiguous() => input.IsDense ? input : input.clone();

        public bool is_contiguous() => input.IsDense;

        public torch.Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L)
        {
            Shape.Count(size);
            if (strides.Length != size.Length) throw new ArgumentException($"Sizes {Shape.Text(size)} and strides {Shape.Text(strides)} differ in number.", nameof(strides));
            var last = storageOffset;
            for (var d = 0; d < size.Length; d++) last += (size[d] - 1) * strides[d];
            if (storageOffset < 0 || strides.Any(stride => stride < 0) || (size.All(n => n > 0) && (last + 1) * input.dtype.Size() > input.Storage.Bytes))
                throw new ArgumentOutOfRangeException(nameof(size), $"Sizes {Shape.Text(size)} with strides {Shape.Text(strides)} from {storageOffset} leave the {input.Storage.Bytes} bytes of the tensor.");
            if (Tape.Records(input)) throw new NotSupportedException("as_strided has no gradient here; use a view of another kind.");
            return View.Of(input, [.. size], [.. strides], storageOffset);
        }

        /// <summary>Overwrites the tensor with <paramref name="source"/>, broadcast and converted.</summary>
        public torch.Tensor copy_(torch.Tensor source, bool nonBlocking = false)
        {
            Tape.CheckInPlace(input);
            if (ReferenceEquals(source.Storage, input.Storage))
            {
                using var apart = Conversion.To(source, source.dtype);
                Conversion.Copy(apart, input);
            }
            else Conversion.Copy(source, input);
            return Tape.RecordInPlace(input, [input, source], [], 0, static (saved, gradient, _) =>
                [saved.Needs(0) ? torch.zeros_like(gradient) : null, gradient]);
        }

        /// <summary>The tensor in another element type; itself where it has that already, unless a copy is asked for.</summary>
        public torch.Tensor to_type(torch.ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            if (type == input.dtype && !copy) return input;
            var result = Tape.Record(Conversion.To(input, type), [input], [], input.dtype, static (_, gradient, type) => [gradient.to_type(type)], "to");
            if (disposeAfter) input.Dispose();
            return result;
        }

        public torch.Tensor to(torch.ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            input.to_type(type, copy, disposeAfter, non_blocking);

        public torch.Tensor to(torch.ScalarType type, torch.Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            input.to_type(type, copy, disposeAfter, non_blocking);

        public torch.Tensor to(torch.Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            copy ? input.clone() : input;

        public torch.Tensor type_as(torch.Tensor tensor) => input.to_type(tensor.dtype);

        public torch.Tensor cpu() => input;

        public torch.Tensor @float() => input.to_type(torch.ScalarType.Float32);

        public torch.Tensor @double() => input.to_type(torch.ScalarType.Float64);

        public torch.Tensor @long() => input.to_type(torch.ScalarType.Int64);

        public torch.Tensor @int() => input.to_type(torch.ScalarType.Int32);

        public torch.Tensor @bool() => input.to_type(torch.ScalarType.Bool);

        public torch.Tensor @byte() => input.to_type(torch.ScalarType.Byte);

        public torch.Tensor half() => input.to_type(torch.ScalarType.Float16);

        public torch.Tensor bfloat16() => input.to_type(torch.ScalarType.BFloat16);
    }
}
