using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// Makes a damaged collection one that can be written again: what can be read is kept, words and vectors are made anew from it, and the
/// files that were damaged are moved aside.
/// </summary>
internal sealed class Repair
{
    private const string Aside = ".damaged";

    private readonly string _root;
    private readonly string _name;
    private readonly string _folder;
    private readonly Disk _disk;
    private readonly List<string> _lines = [];

    private Repair(string root, string name, Disk disk) => (_root, _name, _folder, _disk) = (root, name, Path.Combine(root, name), disk);

    /// <summary>A line for each thing that was found damaged; none where all is well, and nothing was changed.</summary>
    public static IReadOnlyList<string> Run(string root, string name, Disk disk)
    {
        var repair = new Repair(root, name, disk);
        using (StoreFolder.Lock(repair._folder)) repair.Run();
        return repair._lines;
    }

    private void Run()
    {
        Manifest manifest;
        try
        {
            manifest = Manifest.Read(_folder);
        }
        catch (Exception e) when (e is FileNotFoundException or MemoryException { IsFailure: true })
        {
            var aside = NewFolderAside();
            Directory.Delete(aside);
            Directory.Move(_folder, aside);
            _lines.Add($"{_name}: without its manifest nothing of it can be told; it is set aside in {aside}, ingest again.");
            return;
        }
        var snapshot = CollectionFiles.ReadSound(_folder, manifest, out var damagedLog);
        try
        {
            foreach (var segment in snapshot.Segments) segment.Examine();
            if (snapshot.Damages.Count == 0 && damagedLog is null) return;
            foreach (var damage in snapshot.Damages) _lines.Add($"{_name}: {damage.Message}");
            Rewrite(manifest, snapshot, damagedLog);
        }
        finally
        {
            snapshot.CloseExcept(null);
        }
    }

    private void Rewrite(Manifest manifest, Snapshot snapshot, int? damagedLog)
    {
        var logs = CollectionFiles.Logs(_folder, manifest).ToList();
        var next = Math.Max(manifest.NextSegment, 1 + snapshot.Segments.Select(segment => segment.Segment.Number).DefaultIfEmpty().Max());
        var kept = new List<ManifestSegment>();
        foreach (var live in snapshot.Segments)
        {
            var segment = live.Segment;
            if (!segment.IsLogged && segment.Damages.Count == 0)
            {
                kept.Add(new ManifestSegment(segment.Number, segment.FileLength, live.DroppedSources, live.DroppedItems));
                continue;
            }
            var path = CollectionFiles.SegmentPath(_folder, next);
            var builder = new SegmentBuilder(new WordTokenizer(manifest.Stemming), new GraphOptions(), manifest.Encoder?.Dimension ?? 0);
            _disk.Write(path, stream => builder.Write(SoundSources(live), stream));
            kept.Add(new ManifestSegment(next++, new FileInfo(path).Length, [], []));
        }
        (manifest with { NextSegment = next, Log = logs.Count > 0 ? logs[^1] + 1 : manifest.Log, Segments = kept }).Write(_folder, _disk);
        SetAside([.. snapshot.Damages.Select(damage => damage.File).Where(File.Exists).Distinct(),
            .. logs.Where(log => log >= damagedLog).Select(log => WriteAheadLog.PathOf(_folder, log))]);
        foreach (var log in logs.Where(log => !(log >= damagedLog))) _disk.Delete(WriteAheadLog.PathOf(_folder, log));
    }

    private IEnumerable<StagedSource> SoundSources(LiveSegment live)
    {
        var segment = live.Segment;
        var dropped = live.DroppedSources.ToHashSet();
        foreach (var (i, source) in segment.Items.Sources.Index())
        {
            if (dropped.Contains(i)) continue;
            var items = Enumerable.Range(source.First, source.Count).Where(live.Contains).ToList();
            if (items.Exists(item => segment.Items.TryRead(item) is null))
            {
                _lines.Add($"{_name}: {source.Name} is taken out until it is ingested again.");
                continue;
            }
            var whole = items.Select(item => segment.Items.Read(item) with { States = segment.Items.TryReadStates(item) });
            yield return new StagedSource(source.Name, source.ContentHash, [.. whole]);
        }
    }

    private void SetAside(IReadOnlyList<string> files)
    {
        if (files.Count == 0) return;
        var aside = NewFolderAside();
        foreach (var file in files) File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        _lines.Add($"{_name}: what was damaged is set aside in {aside}; ingest again what was in it.");
    }

    private string NewFolderAside()
    {
        var number = 1;
        while (Directory.Exists(Path.Combine(_root, Aside, $"{_name}-{number}"))) number++;
        return Directory.CreateDirectory(Path.Combine(_root, Aside, $"{_name}-{number}")).FullName;
    }
}
