using System.Security.Cryptography;
using Rag.Engine.Ask;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;
using Rag.Files.Documents;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Ingest;

/// <summary>
/// One run that brings a memory up to date with files and folders: new and changed files are read and split into passages,
/// unchanged ones are known by the hash of their content, and what has gone from a folder goes from the memory.
/// </summary>
/// <param name="encoder">Embeds the passages; null where the memory takes no embeddings.</param>
/// <param name="states">Encodes them for answering where the memory keeps that; null where they are encoded when they are read.</param>
internal sealed class Ingestion(
    IMemory memory, DocumentReader reader, PassageSplitter splitter, PassageEncoder? encoder = null, Reader? states = null)
{
    /// <summary>Passages are embedded when so many wait: files are often shorter than a batch.</summary>
    private const int PassagesPerBatch = 128;

    /// <summary>A commit is made after this much text, so that a stop loses little and a large folder needs little memory.</summary>
    private const int CharactersPerCommit = 16 << 20;

    private readonly List<IngestProblem> _problems = [];
    private readonly List<IngestProblem> _notes = [];
    private readonly List<ReadFile> _waiting = [];
    private int _added, _updated, _unchanged, _removed, _skipped, _passages, _uncommitted;

    public IngestReport Run(IReadOnlyList<string> paths, IProgress<IngestProgress>? progress, CancellationToken cancel)
    {
        var files = new List<string>();
        var gone = new List<string>();
        foreach (var path in paths.Select(Path.GetFullPath).Distinct()) Gather(path, files, gone);

        for (var i = 0; i < files.Count && !cancel.IsCancellationRequested; i++)
        {
            Take(files[i], cancel);
            progress?.Report(new IngestProgress(files[i], i + 1, files.Count));
        }
        Store(cancel);
        if (!cancel.IsCancellationRequested)
        {
            foreach (var source in gone) memory.Remove(source);
            _removed = gone.Count;
        }
        memory.Commit();
        return new IngestReport(
            _added, _updated, _unchanged, _removed, _skipped, _passages, _problems, cancel.IsCancellationRequested) { Notes = _notes };
    }

    /// <summary>Adds the documents at or below <paramref name="path"/>, and the stored sources below it that no longer exist.</summary>
    private void Gather(string path, List<string> files, List<string> gone)
    {
        if (File.Exists(path))
        {
            if (DocumentReader.IsSupported(path)) files.Add(path);
            else Problem(path, $"not a kind of document that can be read ({Path.GetExtension(path)})");
            return;
        }
        if (!Directory.Exists(path))
        {
            Problem(path, "no such file or folder");
            return;
        }

        var walk = new FolderWalk(Problem);
        var found = walk.Files(path).ToHashSet();
        var documents = found.Where(DocumentReader.IsSupported).ToList();
        _skipped += found.Count - documents.Count;
        files.AddRange(documents);

        var missing = walk.Complete ? memory.Sources.Keys.Where(source => IsBelow(source, path) && !found.Contains(source)).ToList() : [];
        gone.AddRange(missing);
        if (documents.Count == 0 && missing.Count == 0) Problem(path, "no documents in this folder");
    }

    private void Take(string path, CancellationToken cancel)
    {
        try
        {
            var content = reader.Load(path);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            var known = memory.Sources.GetValueOrDefault(path);
            if (known == hash)
            {
                _unchanged++;
                return;
            }

            var document = reader.Read(path, content, cancel);
            _notes.AddRange(document.Notes.Select(note => new IngestProblem(path, note)));
            _waiting.Add(new ReadFile(path, hash, [.. splitter.Split(document).Select((passage, ordinal) => ToItem(path, ordinal, passage))], known is null));
            _uncommitted += document.Text.Length;
            if ((encoder is null && states is null) || _waiting.Sum(file => file.Items.Count) >= PassagesPerBatch) Store(cancel);
            if (_uncommitted < CharactersPerCommit) return;
            Store(cancel);
            memory.Commit();
            _uncommitted = 0;
        }
        catch (DocumentException e)
        {
            Problem(path, e.Reason);
        }
        catch (OperationCanceledException)
        {
            // The run ends here; what came before is committed by the caller.
        }
    }

    // What waits when the run is stopped is left for the next one.
    private void Store(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return;
        List<Item> items = [.. _waiting.SelectMany(file => file.Items)];
        try
        {
            if (encoder is not null) items = [.. encoder.Embed(items, cancel: cancel)];
            if (states is not null && memory.States != StateForm.None)
            {
                items = [.. states.Encode([.. items.Select(StatesSource.TextOf)], cancel)
                    .Zip(items, (encoded, item) => item with { States = encoded.Packed })];
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        foreach (var file in _waiting)
        {
            memory.Replace(file.Path, file.Hash, items.GetRange(0, file.Items.Count));
            items.RemoveRange(0, file.Items.Count);
            _passages += file.Items.Count;
            if (file.IsNew) _added++;
            else _updated++;
        }
        _waiting.Clear();
    }

    private static bool IsBelow(string source, string folder) =>
        source.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

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

    /// <summary>A file that is read and not stored yet.</summary>
    private sealed record ReadFile(string Path, string Hash, IReadOnlyList<Item> Items, bool IsNew);
}
