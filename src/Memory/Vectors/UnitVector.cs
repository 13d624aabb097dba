namespace Rag.Memory.Vectors;

/// <summary>Makes vectors fit for a collection: of its dimension, finite, of length 1.</summary>
internal static class UnitVector
{
    /// <param name="vector">Any numbers.</param>
    /// <param name="encoder">Whose vectors the collection holds.</param>
    /// <param name="what">What the vector belongs to, for the message.</param>
    /// <exception cref="MemoryException">The vector is of another dimension, not finite, or zero.</exception>
    public static float[] Of(ReadOnlySpan<float> vector, EmbeddingSource encoder, string what)
    {
        if (vector.Length != encoder.Dimension)
            throw new MemoryException(
                $"The vector of {what} has {vector.Length} numbers, those of {encoder.Name} have {encoder.Dimension}: embed it with {encoder.Name}.");
        var squares = 0.0;
        for (var i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
                throw new MemoryException($"The vector of {what} is not finite: number {i} is {vector[i]}.");
            squares += (double)vector[i] * vector[i];
        }
        if (squares == 0) throw new MemoryException($"The vector of {what} is zero, which points nowhere.");

        var scale = 1 / Math.Sqrt(squares);
        var unit = new float[vector.Length];
        for (var i = 0; i < unit.Length; i++) unit[i] = (float)(vector[i] * scale);
        return unit;
    }
}
