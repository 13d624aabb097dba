namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Class numbers as rows of one 1 among zeros, int64; as many classes as appear where none are given.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                using var places = Conversion.BorrowDense(x, ScalarType.Int64);
                var highest = x.Count == 0 ? -1 : places.Tensor.max().item<long>();
                var classes = num_classes < 0 ? highest + 1 : num_classes;
                if (x.Count > 0 && (highest >= classes || places.Tensor.min().item<long>() < 0))
                    throw new ArgumentOutOfRangeException(nameof(x), highest, $"A class number lies outside [0, {classes - 1}].");
                using var which = arange(classes);
                return places.Tensor.unsqueeze(-1).eq(which).to_type(ScalarType.Int64);
            }
        }
    }
}
