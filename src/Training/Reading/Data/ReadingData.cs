using Rag.Encoders.DataSets;
using Rag.Training.Reading.Data.Documentation;

namespace Rag.Training.Reading.Data;

/// <summary>Turns data sets and folders into one reading set.</summary>
public static class ReadingData
{
    /// <summary>Loads each path by what it is and joins them; the same paths and seed give the same set. A path that is named twice counts twice.</summary>
    /// <param name="paths">
    /// Files in SQuAD's layout (<c>.json</c>), the folders of FairytaleQA and MedQuAD, folders of documents, questions that people wrote over
    /// one (<see cref="WrittenQuestions"/>), and files of <see cref="ReadingSetFile"/>.
    /// </param>
    /// <param name="seed">Chooses where the data leaves a choice.</param>
    /// <exception cref="DataSetException">A path is nothing of these, or cannot be read.</exception>
    public static async Task<ReadingSet> LoadAsync(IEnumerable<string> paths, int seed, CancellationToken cancellationToken = default)
    {
        string[] all = [.. paths];
        var read = new Dictionary<string, ReadingSet>();
        foreach (var path in all.Distinct())
            read[path] = ReadingSetFile.IsAt(path) ? ReadingSetFile.Read(path) : await MakeAsync(path, new Random(seed), cancellationToken);
        return Join(all.Select(path => read[path]));
    }

    private static async Task<ReadingSet> MakeAsync(string path, Random random, CancellationToken cancellationToken)
    {
        ReadingDraft? draft;
        if (WrittenQuestions.IsAt(path)) draft = WrittenQuestions.Read(path, cancellationToken);
        else if ((draft = Articles(path, random)) is not null) SwappedQuestions.AddTo(draft, random);
        else if (DocumentationFolder.IsAt(path)) draft = DocumentationFolder.Read(path, random, cancellationToken);
        else throw new DataSetException(path, "is not there, or is no data set, reading set or folder of documents that can be read");
        return await Distractors.FindAsync(draft, cancellationToken);
    }

    private static ReadingDraft? Articles(string path, Random random) =>
        File.Exists(path) ? SquadArticles.Read(path, random)
        : FairytaleStories.IsAt(path) ? FairytaleStories.Read(path)
        : MedQuadArticles.IsAt(path) ? MedQuadArticles.Read(path, random)
        : null;

    private static ReadingSet Join(IEnumerable<ReadingSet> sets)
    {
        var passages = new List<ReadingPassage>();
        var questions = new List<ReadingQuestion>();
        foreach (var set in sets)
        {
            var offset = passages.Count;
            passages.AddRange(set.Passages);
            questions.AddRange(set.Questions.Select(question => question with
            {
                Passage = question.Passage + offset,
                Distractors = [.. question.Distractors.Select(distractor => distractor + offset)],
            }));
        }
        return new ReadingSet(passages, questions);
    }
}
