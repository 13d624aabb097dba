using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>A question that a rule made of a section, and where the document answers it.</summary>
/// <param name="Text">What is asked.</param>
/// <param name="Answer">In the document's text.</param>
/// <param name="Subject">See <see cref="DraftQuestion.Subject"/>.</param>
internal sealed record RuleQuestion(string Text, TextSpan Answer, string Kind, string? Subject = null);

/// <summary>Makes questions of one kind from the sections of documents.</summary>
internal interface IQuestionRule
{
    /// <param name="section">Where to look.</param>
    /// <param name="random">Chooses between phrasings.</param>
    IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random);
}
