namespace Rag.Lab;

/// <summary>A claim about attention and the small experiment that tests it. Its seeds are fixed: it finds the same every time.</summary>
public interface IExperiment
{
    /// <summary>Short and lower case, words joined by hyphens: what <c>rag lab run</c> takes.</summary>
    string Name { get; }

    /// <summary>The claim, in one sentence.</summary>
    string Claim { get; }

    /// <summary>Runs it; a few seconds.</summary>
    Finding Run(CancellationToken cancel = default);
}
