using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Rag.Encoders.DataSets;
using Rag.Files.Documents;
using Rag.Files.Passages;
using Rag.Training.Reading.Data.Documentation;

namespace Rag.Training.Reading.Data;

/// <summary>
/// MedQuAD's layout: folders named <c>..._QA</c> with an XML file for each subject, whose sections come with a question each. The first
/// sentence of a section answers it. Sections whose text was taken out, and those that only introduce a table, are left out.
/// </summary>
internal static partial class MedQuadArticles
{
    private const string Kind = "medquad";

    /// <summary>Questions at most; more would fill the set with one subject.</summary>
    private const int Most = 4000;

    public static bool IsAt(string path) => Directory.Exists(path) && Folders(path).Any();

    /// <exception cref="DataSetException">A file is not in this layout.</exception>
    public static ReadingDraft Read(string path, Random random)
    {
        var draft = new ReadingDraft();
        var files = Folders(path).SelectMany(folder => Directory.EnumerateFiles(folder, "*.xml")).Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(files);
        foreach (var file in files)
        {
            if (draft.Questions.Count >= Most) break;
            try
            {
                Add(draft, XDocument.Load(file).Root!, Path.GetFileNameWithoutExtension(file));
            }
            catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
            {
                throw new DataSetException(file, e.Message);
            }
        }
        return draft;
    }

    private static void Add(ReadingDraft draft, XElement root, string name)
    {
        var focus = root.Element("Focus")?.Value.Trim();
        foreach (var pair in root.Descendants("QAPair"))
        {
            var (question, text) = (Tidy(pair.Element("Question")?.Value), Tidy(pair.Element("Answer")?.Value));
            if (question.Length == 0 || text.Length == 0 || TableOnly().IsMatch(text)) continue;
            var document = new Document(text, [new Block(BlockKind.Paragraph, 0, text.Length)]);
            var first = Sentences.Find(text).FirstOrDefault(sentence => text[sentence.End - 1] is not '?');
            var answer = first.Length > 0 ? AnswerUnit.Of(text, first) : null;
            foreach (var passage in new PassageSplitter().Split(document))
            {
                var index = draft.Add(passage.Text, focus, name);
                if (answer is not { } span || span.Start < passage.Start || span.End > passage.End) continue;
                var within = new TextSpan(span.Start - passage.Start, span.End - passage.Start);
                draft.Ask(new DraftQuestion(question, index, [within], Kind));
            }
        }
    }

    private static string Tidy(string? text) => Spaces().Replace(text ?? "", " ").Replace(" ?", "?", StringComparison.Ordinal).Trim();

    private static IEnumerable<string> Folders(string path) => Directory.EnumerateDirectories(path, "*_QA*").Order(StringComparer.Ordinal);

    [GeneratedRegex("Human Phenotype Ontology")]
    private static partial Regex TableOnly();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
