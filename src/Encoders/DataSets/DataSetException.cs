namespace Rag.Encoders.DataSets;

/// <summary>A data set that is not in its published layout; the message is one line that names the file and the place.</summary>
public sealed class DataSetException(string path, string problem) : Exception($"{path}: {problem}".ReplaceLineEndings(" "));
