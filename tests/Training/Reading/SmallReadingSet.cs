using Rag.Files.Passages;
using Rag.Training.Reading;

namespace Rag.Tests.Training.Reading;

/// <summary>Who built what, and where: a few passages with questions over them.</summary>
internal static class SmallReadingSet
{
    private static readonly string[] _people = ["Anna", "Karl", "Otto", "Maria"], _things = ["tower", "house", "river", "city"], _places = ["Paris", "Rome", "Oslo", "Bonn"];

    public static ReadingSet Create()
    {
        var passages = _people.Index().Select(person => new ReadingPassage($"{person.Item} built the {_things[person.Index]} in {_places[person.Index]}.", person.Index % 2 == 0 ? "Old and new" : null)).ToList();
        var questions = passages.Index().SelectMany(passage => new[]
        {
            Ask($"Who built the {_things[passage.Index]}?", passage.Index, _people[passage.Index]),
            Ask($"Where is the {_things[passage.Index]} of {_people[passage.Index]}?", passage.Index, _places[passage.Index]),
        }).ToList();
        questions.Add(new ReadingQuestion("Who is the queen?", null, [], [0, 1], "small, unanswerable"));
        return new ReadingSet(passages, questions);

        ReadingQuestion Ask(string question, int passage, string answer)
        {
            var start = passages[passage].Text.IndexOf(answer, StringComparison.Ordinal);
            return new ReadingQuestion(question, passage, [new TextSpan(start, start + answer.Length)], [.. Enumerable.Range(1, 3).Select(i => (passage + i) % passages.Count)], "small");
        }
    }
}
