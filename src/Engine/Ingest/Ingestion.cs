using System.Collections.ObjectModel;
using System.Security.Cryptography;
using Rag.Engine.Ask;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;
using Rag.Files;
using Rag.Files.Documents;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Ingest;

/// <summary>
/// One run that brings a memory up to date with files and folders: new and changed files are read and split into passages,
/// unchanged ones are known by the hash of their content, and what has gone from a folder goes from the memory.
/// </summary>
/// <param name="files">Reads the documents, several at a time where it reads them apart.</param>
/// <param name="encoder">Embeds the passages; null where the memory takes no embeddings.</param>
/// <param name="states">Encodes them for answering where the memory keeps that; null where they are encoded when they are read.</param>
/// <param name="time">Says when to commit; the system's if absent.</param>
internal sealed class Ingestion(
    IMemory memory, DocumentReader reader, IFileReader files, PassageSplitter splitter, PassageEncoder? encoder = null, Reader? states = null,
    TimeProvider? time = null)
{
    /// <summary>Files that are read while the one before them is stored.</summary>
    private static readonly int _ahead = Environment.ProcessorCount;

    /// <summary>Files whose stored hashes are asked for at once.</summary>
    private const int FilesPerLookUp = 1024;

    /// <summary>Passages are embedded when so many wait: files are often shorter than a batch.</summary>
    private const int PassagesPerBatch = 128;

    /// <summary>A commit is made after this much text, so that a stop loses little and a large folder needs little memory.</summary>
    private const int CharactersPerCommit = 16 << 20;

    /// <summary>And after this time: embedding takes long.</summary>
    private static readonly TimeSpan _commitInterval = TimeSpan.FromSeconds(10);

    private readonly ItemEncoding _encoding = new(encoder, states, memory.States);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly List<IngestProblem> _problems = [];
    private readonly List<IngestProblem> _notes = [];
    private readonly List<ReadFile> _waiting = [];
    private int _added, _updated, _unchanged, _passages, _withoutText, _uncommitted;
    private long _committed; // when

    public async Task<IngestReport> RunAsync(
        IReadOnlyList<string> paths, IngestOptions options, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var search = new DocumentSearch(paths);
        var gone = await search.GoneAsync(memory, options, cancellationToken);
        search.NameEmptyFolders(gone);
        _problems.AddRange(search.Problems);
        _notes.AddRange(search.Notes);

        await ReadAllAsync(search.Documents, progress, cancellationToken);
        if (!cancellationToken.IsCancellationRequested)
        {
            foreach (var source in gone) await memory.RemoveAsync(source, CancellationToken.None);
        }
        await memory.CommitAsync(CancellationToken.None); // what was finished is kept, also when the run is stopped
        return new IngestReport(
            _added, _updated, _unchanged, cancellationToken.IsCancellationRequested ? 0 : gone.Count, _passages, _problems, cancellationToken.IsCancellationRequested)
        {
            Notes = _notes,
            Missing = search.Missing,
            PassedOver = search.PassedOver,
            HiddenFiles = search.HiddenFiles,
            HiddenFolders = search.HiddenFolders,
            WithoutText = _withoutText,
        };
    }

    private async Task ReadAllAsync(List<(string Path, long Bytes)> found, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var total = found.Sum(document => document.Bytes);
        var bytes = 0L;
        var reading = new Queue<Task<ReadFile>>();
        IReadOnlyDictionary<string, string> known = ReadOnlyDictionary<string, string>.Empty;
        _committed = _time.GetTimestamp();
        for (var (done, next) = (0, 0); done < found.Count && !cancellationToken.IsCancellationRequested; done++)
        {
            for (; next < found.Count && reading.Count < _ahead; next++)
            {
                if (next % FilesPerLookUp == 0) known = await LookUpAsync(found, next);
                reading.Enqueue(ReadAsync(found[next].Path, known.GetValueOrDefault(found[next].Path), cancellationToken));
            }
            progress?.Report(new IngestProgress(found[done].Path, done, found.Count, bytes, total));
            await TakeAsync(await reading.Dequeue(), cancellationToken);
            bytes += found[done].Bytes;
        }
        await Task.WhenAll(reading);
        await StoreAsync(cancellationToken);
        if (found.Count > 0 && !cancellationToken.IsCancellationRequested)
            progress?.Report(new IngestProgress(found[^1].Path, found.Count, found.Count, total, total));
    }

    private ValueTask<IReadOnlyDictionary<string, string>> LookUpAsync(List<(string Path, long Bytes)> found, int first) =>
        memory.HashesOfAsync([.. found.Skip(first).Take(FilesPerLookUp).Select(document => document.Path)]);

    private async Task<ReadFile> ReadAsync(string path, string? known, CancellationToken cancellationToken)
    {
        try
        {
            var content = reader.Load(path);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            var isSound = known != hash || await memory.IsSoundAsync(path, cancellationToken);
            if (known == hash && isSound) return new ReadFile(path) { IsUnchanged = true };
            var document = await files.ReadDocumentAsync(path, content, cancellationToken);
            return new ReadFile(path)
            {
                Hash = hash,
                Items = [.. splitter.Split(document).Select((passage, ordinal) => ToItem(path, ordinal, passage))],
                Characters = document.Text.Length,
                Notes = isSound ? document.Notes : ["what was stored of it was damaged; it was read anew", .. document.Notes],
                IsNew = known is null,
            };
        }
        catch (DocumentException e)
        {
            return new ReadFile(path) { Problem = e.Reason };
        }
        catch (OperationCanceledException)
        {
            return new ReadFile(path); // the run ends here; what came before is committed by the caller
        }
    }

    private async ValueTask TakeAsync(ReadFile file, CancellationToken cancellationToken)
    {
        if (file.Problem is not null) Problem(file.Path, file.Problem);
        _notes.AddRange(file.Notes.Select(note => new IngestProblem(file.Path, note)));
        if (file.IsUnchanged) _unchanged++;
        if (file.Hash is null) return;
        _waiting.Add(file);
        _uncommitted += file.Characters;
        if (_encoding.IsEmpty || _waiting.Sum(waiting => waiting.Items.Count) >= PassagesPerBatch)
            await StoreAsync(cancellationToken);
        if (_uncommitted < CharactersPerCommit && _time.GetElapsedTime(_committed) < _commitInterval) return;
        await StoreAsync(cancellationToken);
        await memory.CommitAsync(CancellationToken.None);
        _uncommitted = 0;
        _committed = _time.GetTimestamp();
    }

    // What waits when the run is stopped is left for the next one.
    private async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return;
        List<Item> items = [.. _waiting.SelectMany(file => file.Items)];
        try
        {
            items = [.. await _encoding.EncodeAsync(items, cancellationToken: cancellationToken)];
        }
        catch (OperationCanceledException)
        {
            return;
        }
        foreach (var file in _waiting)
        {
            await memory.ReplaceAsync(file.Path, file.Hash!, items.GetRange(0, file.Items.Count), CancellationToken.None);
            items.RemoveRange(0, file.Items.Count);
            _passages += file.Items.Count;
            if (file.Items.Count == 0) _withoutText++;
            if (file.IsNew) _added++;
            else _updated++;
        }
        _waiting.Clear();
    }

    private void Problem(string path, string reason) => _problems.Add(new IngestProblem(path, reason));

    private static Item ToItem(string source, int ordinal, Passage passage) => new()
    {
        Source = source,
        Ordinal = ordinal,
        Start = passage.Start,
        End = passage.End,
        Page = passage.Page,
        Heading = passage.Heading,
        Text = passage.Text,
        Metadata = ItemSentences.Metadata(passage),
    };

    /// <summary>A file that is read and not stored yet; without a hash there is nothing to store.</summary>
    private sealed record ReadFile(string Path)
    {
        public string? Hash { get; init; }

        public IReadOnlyList<Item> Items { get; init; } = [];

        public IReadOnlyList<string> Notes { get; init; } = [];

        public int Characters { get; init; }

        public bool IsNew { get; init; }

        public bool IsUnchanged { get; init; }

        public string? Problem { get; init; }
    }
}
