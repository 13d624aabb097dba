namespace Rag.Torch;

public static partial class torch
{
    /// <summary>One place in an indexing expression: a number, a range, an ellipsis, a new dimension, or a tensor.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Null,
            Ellipsis,
            Bool,
            Tensor,
            Slice,
        }

        internal Kind Is { get; private set; }

        internal long? Start { get; private set; }

        internal long? Stop { get; private set; }

        internal long? Step { get; private set; }

        internal Tensor? Indices { get; private set; }

        public static TensorIndex Ellipsis { get; } = new() { Is = Kind.Ellipsis };

        public static TensorIndex None { get; } = new() { Is = Kind.None };

        public static TensorIndex Null { get; } = new() { Is = Kind.Null };

        public static TensorIndex Colon { get; } = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Is = Kind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice(Range range) => Slice(From(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : From(range.End));

        public static TensorIndex Bool(bool value) => new() { Is = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { Is = Kind.Single, Start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { Is = Kind.Tensor, Indices = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>Never called: it exists so that numbers as indices prefer this type over tensors.</summary>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("An index is not a tensor.");

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range.start, range.end);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(From(index));

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
