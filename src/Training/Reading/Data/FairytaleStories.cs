using System.Globalization;
using Rag.Encoders.DataSets;

namespace Rag.Training.Reading.Data;

/// <summary>
/// FairytaleQA's layout: below <c>section-stories</c> a table of sections for each story, below <c>questions</c> one of questions. Taken
/// are the questions over one section whose answer stands in it; the others want an answer in words of one's own.
/// </summary>
internal static class FairytaleStories
{
    private const string Stories = "section-stories", Questions = "questions", Kind = "fairytaleqa";

    /// <summary>Whether a folder, or the one below it that holds the parts, has this layout.</summary>
    public static bool IsAt(string path) => Directory.Exists(path) && RootOf(path) is not null;

    /// <exception cref="DataSetException">A table cannot be read or lacks a column.</exception>
    public static ReadingDraft Read(string path)
    {
        var root = RootOf(path) ?? throw new DataSetException(path, $"no FairytaleQA: it has the folders {Stories} and {Questions}");
        var draft = new ReadingDraft();
        var stories = Directory.GetFiles(Path.Combine(root, Stories), "*-story.csv", SearchOption.AllDirectories);
        foreach (var story in stories.Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(story)[..^"-story.csv".Length];
            var part = Path.GetRelativePath(Path.Combine(root, Stories), Path.GetDirectoryName(story)!);
            var asked = Path.Combine(root, Questions, part, $"{name}-questions.csv");
            if (File.Exists(asked)) Add(draft, story, asked, name);
        }
        return draft;
    }

    private static void Add(ReadingDraft draft, string story, string asked, string name)
    {
        var title = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.Replace('-', ' '));
        var sections = new Dictionary<string, int>(); // a number that stands twice means the first
        foreach (var row in TableFile.Read(story, "section", "text")) sections.TryAdd(row[0], draft.Add(row[1].Trim(), title, name));
        foreach (var row in TableFile.Read(asked, "cor_section", "question", "answer1"))
        {
            if (sections.TryGetValue(row[0], out var passage) && AnswerSpan.First(draft.Passages[passage].Text, row[2]) is { } answer)
                draft.Ask(new DraftQuestion(row[1].Trim(), passage, [answer], Kind));
        }
    }

    private static string? RootOf(string path) => new[] { path, Path.Combine(path, "data-by-train-split") }
        .FirstOrDefault(root => Directory.Exists(Path.Combine(root, Stories)) && Directory.Exists(Path.Combine(root, Questions)));
}
