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
        foreach (var document in Fill(draft, path, cancel)) Ask(document, asked, random);
        var chosen = asked.DistinctBy(question => question.Text).ToArray();
        random.Shuffle(chosen);
        foreach (var question in chosen.Take(MostOfAFolder)) draft.Ask(question);
        UnknownNames.AddTo(draft, random);
        return draft;
    }

    /// <summary>Adds all passages of a folder to a draft; gives each document with its own.</summary>
    public static IEnumerable<DraftDocument> Fill(ReadingDraft draft, string path, CancellationToken cancel)
    {
        foreach (var file in Files(path))
        {
            cancel.ThrowIfCancellationRequested();
            if (Open(file, cancel) is not { } document) continue;
            var name = Path.GetRelativePath(path, file);
            yield return new DraftDocument(name, document, [.. new PassageSplitter().Split(document).Select(passage => (passage, draft.Add(passage.Text, passage.Heading, name)))]);
        }
    }

    private static void Ask(DraftDocument document, List<DraftQuestion> asked, Random random)
    {
        var sections = DocumentSection.Of(document.Document);
        foreach (var rule in _rules)
        {
            var questions = sections.SelectMany(section => rule.Ask(section, random)).ToArray();
            random.Shuffle(questions);
            foreach (var question in questions.Take(MostOfADocument))
            {
                if (document.Place(question.Answer) is var (index, span))
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
