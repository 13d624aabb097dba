using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>A document of a draft.</summary>
/// <param name="Name">Its path below the folder.</param>
/// <param name="Passages">Those that it was cut into, with their indices in the draft.</param>
internal sealed record DraftDocument(string Name, Document Document, IReadOnlyList<(Passage Passage, int Index)> Passages)
{
    /// <summary>The passage that holds a stretch of the document's text, and where in it; null where a border runs through.</summary>
    public (int Passage, TextSpan Span)? Place(TextSpan stretch)
    {
        foreach (var (passage, index) in Passages)
        {
            if (passage.Start <= stretch.Start && stretch.End <= passage.End)
                return (index, new TextSpan(stretch.Start - passage.Start, stretch.End - passage.Start));
        }
        return null;
    }
}
