namespace Rag.Encoders.Training;

/// <summary>Training that cannot begin, go on or be resumed: the data, the folder or the numbers do not allow it.</summary>
public sealed class TrainingException(string message) : Exception(message);
