using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// A folder of documents, read and cut as ingestion does, with questions that rules make of their structure. What cannot be read is
/// passed over. Every passage is kept, release notes and indexes among them: a search brings those too.
/// </summary>
internal static class DocumentationFolder
{
    /// <summary>Questions of one rule in one document at most, so that no table fills the set.</summary>
    private const int MostOfADocument = 24;

    /// <summary>Questions of a folder at most, so that no project fills the set.</summary>
    private const int MostOfAFolder = 5000;

    private static readonly IReadOnlyList<IQuestionRule> _rules =
    [
        new HeadingRule(), new QuestionHeadingRule(), new OptionRule(), new TableRule(), new DefinitionRule(), new SettingRule(),
        new VersionRule(), new CommandRule(),
    ];

    /// <summary>Whether there is anything to read in the folder.</summary>
    public static bool IsAt(string path) => Directory.Exists(path) && Files(path).Any();

    public static ReadingDraft Read(string path, Random random, CancellationToken cancel)
    {
        var draft = new ReadingDraft();
        var asked = new List<DraftQuestion>();
        foreach (var file in Files(path))
        {
            cancel.ThrowIfCancellationRequested();
            if (Open(file, cancel) is { } document) Add(draft, document, Path.GetRelativePath(path, file), asked, random);
        }
        var chosen = asked.DistinctBy(question => question.Text).ToArray();
        random.Shuffle(chosen);
        foreach (var question in chosen.Take(MostOfAFolder)) draft.Ask(question);
        UnknownNames.AddTo(draft, random);
        return draft;
    }

    private static void Add(ReadingDraft draft, Document document, string name, List<DraftQuestion> asked, Random random)
    {
        var passages = new PassageSplitter().Split(document)
            .Select(passage => (passage, Index: draft.Add(passage.Text, passage.Heading, name))).ToArray();
        var sections = DocumentSection.Of(document);
        foreach (var rule in _rules)
        {
            var questions = sections.SelectMany(section => rule.Ask(section, random)).ToArray();
            random.Shuffle(questions);
            foreach (var question in questions.Take(MostOfADocument))
            {
                var (start, end) = question.Answer;
                var (passage, index) = Array.Find(passages, entry => entry.passage.Start <= start && end <= entry.passage.End);
                if (passage is null) continue; // the passages' borders run through the answer
                var span = new TextSpan(start - passage.Start, end - passage.Start);
                asked.Add(new DraftQuestion(question.Text, index, [span], $"docs: {question.Kind}", question.Subject));
            }
        }
    }

    private static Document? Open(string file, CancellationToken cancel)
    {
        var reader = new DocumentReader();
        try
        {
            return reader.Read(file, reader.Load(file), cancel);
        }
        catch (DocumentException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Files(string path) => Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
        .Where(file => DocumentReader.IsSupported(file) && !IsHidden(Path.GetRelativePath(path, file))).Order(StringComparer.Ordinal);

    private static bool IsHidden(string path) => path.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));
}
