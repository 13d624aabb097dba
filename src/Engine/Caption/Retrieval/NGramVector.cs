namespace Rag.Engine.Caption.Retrieval;

/// <summary>A caption by its n-grams of one to four words.</summary>
/// <param name="Weights">For each n, from 1: how often each n-gram occurs times its inverse document frequency.</param>
/// <param name="Norms">For each n, the length of its weights.</param>
/// <param name="Words">Of the caption.</param>
public sealed record NGramVector(IReadOnlyDictionary<ulong, double>[] Weights, double[] Norms, int Words);
