namespace Rag.Memory.Words;

/// <summary>A normalised word and the characters [Start, End) it was read from.</summary>
/// <param name="Text">Folded and, where the tokenizer does that, stemmed.</param>
/// <param name="Start">First UTF-16 unit in the text.</param>
/// <param name="End">UTF-16 unit after the last.</param>
public readonly record struct Word(string Text, int Start, int End);
