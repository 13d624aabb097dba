using Rag.Engine.Ask;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Ingest;
using Rag.Engine.Retrieval;
using Rag.Files;
using Rag.Files.Documents;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine;

/// <summary>Settings of the parts an engine is put together from.</summary>
public sealed record RagOptions
{
    /// <summary>How large a document may be, on disk and expanded.</summary>
    public DocumentLimits Limits { get; init; } = new();

    /// <summary>How long passages are.</summary>
    public PassageOptions Passages { get; init; } = new();

    /// <summary>How passages are ranked.</summary>
    public RetrievalOptions Retrieval { get; init; } = new();

    /// <summary>How the lexical reader weighs its evidence and when it abstains.</summary>
    public LexicalReaderOptions Reader { get; init; } = new();
}

/// <summary>The engine over one collection of a memory: takes documents in, finds passages, answers questions with citations.</summary>
/// <param name="memory">The collection; the caller disposes of it.</param>
/// <param name="encoder">The collection's encoder; null for one without embeddings, which is found by words alone.</param>
/// <param name="reader">Reads what was found; the lexical reader if absent.</param>
/// <param name="files">Reads files; in place if absent. The caller disposes of it.</param>
public sealed class RagEngine(
    IMemory memory, PassageEncoder? encoder = null, RagOptions? options = null, IReader? reader = null, IFileReader? files = null)
{
    private readonly IReader _reader = reader ?? new LexicalReader(memory, options?.Reader);
    private readonly RagOptions _options = options ?? new();
    private readonly Retriever _retriever = new(memory, encoder, options?.Retrieval);

    /// <summary>Brings the memory up to date with files and folders; see <see cref="IngestReport"/> for what comes back.</summary>
    /// <param name="states">Encodes passages for answering, where the collection keeps that (<see cref="IMemory.States"/>).</param>
    /// <param name="options">What it may take out.</param>
    /// <param name="cancellationToken">Stops after the file in hand; what was finished by then is kept.</param>
    public Task<IngestReport> IngestAsync(
        IReadOnlyList<string> paths, IProgress<IngestProgress>? progress = null, Reader? states = null, IngestOptions? options = null,
        CancellationToken cancellationToken = default) =>
        new Ingestion(
            memory, new DocumentReader(_options.Limits), files ?? new InPlaceReader(new ReadingLimits { Documents = _options.Limits }),
            new PassageSplitter(_options.Passages), encoder, states).RunAsync(paths, options ?? new(), progress, cancellationToken);

    /// <summary>Takes out what is stored of sources and of what lay below folders, whether they are there or not.</summary>
    /// <param name="paths">Names of sources as the memory knows them, or folders' full paths.</param>
    /// <returns>How many sources went for each of the paths.</returns>
    public async ValueTask<IReadOnlyList<int>> ForgetAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        var counts = new List<int>();
        var forgotten = new HashSet<string>();
        foreach (var path in paths)
        {
            var stored = await StoredSources.AtOrBelowAsync(memory, path, cancellationToken);
            foreach (var source in stored.Where(forgotten.Add)) await memory.RemoveAsync(source, cancellationToken);
            counts.Add(stored.Count);
        }
        await memory.CommitAsync(cancellationToken);
        return counts;
    }

    /// <summary>
    /// The <paramref name="k"/> passages that match <paramref name="query"/> best, best first, those that say the same as one; fewer where
    /// fewer match.
    /// </summary>
    /// <param name="query">Words; what stands in double quotes is a phrase, see <see cref="SearchQuery.Words"/>.</param>
    public async ValueTask<IReadOnlyList<FoundPassage>> SearchAsync(
        string query, int k = 10, CancellationToken cancellationToken = default) =>
        [.. (await _retriever.FindAsync(query, k, phrases: true, cancellationToken)).Take(k)];

    /// <summary>Where in each of the passages that were found most of the query stands; null where none of its words do.</summary>
    public async ValueTask<IReadOnlyList<MatchedPlace?>> PlacesOfAsync(
        string query, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken = default)
    {
        var words = await QuestionWords.OfAsync(query, memory, cancellationToken);
        return [.. passages.Select(passage => MatchedPlace.Of(passage.Item, words))];
    }

    /// <summary>Answers <paramref name="question"/> from the passages that fit it best, or abstains.</summary>
    /// <exception cref="BadInputException">The question holds neither a letter nor a digit.</exception>
    public ValueTask<Answer> AskAsync(string question, AskOptions? options = null, CancellationToken cancellationToken = default) =>
        new Answering(memory, _retriever, _reader).AskAsync(question, options ?? new(), cancellationToken);
}
