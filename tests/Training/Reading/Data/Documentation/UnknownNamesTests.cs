using Rag.Files.Passages;
using Rag.Training.Reading.Data;
using Rag.Training.Reading.Data.Documentation;

namespace Rag.Training.Tests.Reading.Data.Documentation;

public sealed class UnknownNamesTests
{
    [Fact]
    public void Names_are_made_that_stand_nowhere()
    {
        var draft = new ReadingDraft();
        foreach (var name in new[] { "--oil-level", "--wick-width", "lamp_colour", "1.2.3" })
        {
            var passage = draft.Add($"{name} is described here.", null, "options");
            draft.Ask(new DraftQuestion($"What does {name} do?", passage, [new TextSpan(0, 3)], "docs: option", name));
        }

        UnknownNames.AddTo(draft, new Random(1));

        var made = Assert.Single(draft.Questions.Skip(4));
        Assert.Empty(made.Answers);
        Assert.Equal("docs: option, unanswerable", made.Kind);
        Assert.DoesNotContain(made.Text, draft.Questions.Take(4).Select(question => question.Text));
    }
}
