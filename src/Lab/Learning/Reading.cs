using Rag.Attention.Inference;

namespace Rag.Lab.Learning;

/// <summary>Numbers out of tensors.</summary>
internal static class Reading
{
    /// <summary>The share of rows of <paramref name="logits"/> (..., classes) whose largest entry is the target's.</summary>
    public static double Accuracy(Tensor logits, Tensor targets) => logits.argmax(-1).eq(targets).to(float32).mean().item<float>();

    /// <summary>-log softmax(logits)[target], averaged.</summary>
    /// <param name="logits">(..., classes)</param>
    /// <param name="targets">int64 (...)</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets) =>
        functional.cross_entropy(logits.reshape(-1, logits.shape[^1]), targets.reshape(-1));

    /// <summary>All numbers of a tensor, row by row.</summary>
    public static float[] Numbers(Tensor tensor) => tensor.detach().Floats();

    /// <summary>A matrix as a figure wants it.</summary>
    public static float[,] Matrix(Tensor matrix)
    {
        var rows = new float[matrix.shape[0], matrix.shape[1]];
        var flat = Numbers(matrix);
        Buffer.BlockCopy(flat, 0, rows, 0, flat.Length * sizeof(float));
        return rows;
    }
}
