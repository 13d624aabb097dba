using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>
/// Commits to a collection, beside other writers. The new items of all sources go first, under a version of their own, several batches at
/// a time; then the sources, whose points only take a higher version; then what older versions have left. Of two writers of a source
/// the higher version wins whole, whichever comes last, and a commit that was interrupted can be repeated.
/// </summary>
internal sealed class QdrantWriter(
    QdrantServer server, QdrantOptions options, QdrantCollections collections, ItemPoints points, string place, TimeProvider time)
{
    /// <summary>Names of sources in one request: as many, and as many characters.</summary>
    private const int MostNames = 256, MostCharacters = 100_000;

    /// <summary>Items of a commit whose length is measured before the first are sent.</summary>
    private const int Sampled = 512;

    private readonly CommitVersion _versions = new(time);

    /// <returns>False where the collection is closed, and what was written will be lost.</returns>
    public async Task<bool> WriteAsync(Staging staged, CancellationToken cancellationToken)
    {
        var names = Grouped(staged.Dropped).DefaultIfEmpty([]).ToList();
        var (before, known) = await VersionsAsync(names, cancellationToken);
        if (before is not { IsClosed: false }) return false;
        var version = _versions.Next(known.Values.DefaultIfEmpty().Max());
        var added = staged.Added;
        var length = new AverageLength(
            before.Ingested.Items, before.Ingested.Words, [.. added.SelectMany(source => source.Items).Take(Sampled).Select(points.LengthOf)]);
        await SendAsync(added.SelectMany(source => source.Items).Chunk(options.BatchSize),
            (batch, cancel) => UpsertAsync(points.Of(batch, version, length), null, wait: false, cancel), cancellationToken);
        var hashes = added.ToDictionary(source => source.Name, source => source.ContentHash);
        await SendAsync(names.Where(group => group.Length > 0), (group, cancel) => UpsertAsync(
            [.. group.Select(name => SourcePoint.Of(name, hashes.GetValueOrDefault(name), version))],
            PointFilter.OlderThan(version), wait: true, cancel), cancellationToken);

        var (settings, won) = await VersionsAsync(names, cancellationToken);
        if (settings is not { IsClosed: false }) return false;
        var lost = won.Where(source => source.Value > version).ToList();
        await SendAsync(
            [.. names.Where(group => group.Length > 0).Select(group => PointFilter.Older(group, version)),
                .. lost.Select(source => PointFilter.Older([source.Key], source.Value)),
                .. staged.Deleted.GroupBy(name => name.Source, name => name.Ordinal).Select(source => PointFilter.OfItems(source.Key,
                    source))],
            DeleteAsync, cancellationToken);
        if (added.Any(source => source.Items.Count > 0)) await NoteAsync(length, cancellationToken);
        return true;
    }

    private Task NoteAsync(AverageLength length, CancellationToken cancellationToken) =>
        collections.NoteAsync(place, new Dictionary<string, Wire.Value>
        {
            ["items"] = length.Totals.Items,
            ["item_words"] = length.Totals.Words,
        }, wait: false, cancellationToken);

    /// <summary>The collection's settings, and the versions of those sources that are or were there.</summary>
    private async Task<(CollectionSettings? Settings, Dictionary<string, long> Versions)> VersionsAsync(
        IReadOnlyList<string[]> names, CancellationToken cancellationToken)
    {
        CollectionSettings? settings = null;
        var versions = new Dictionary<string, long>();
        foreach (var group in names)
        {
            var byId = group.ToDictionary(SourcePoint.IdOf);
            var request = new Wire.GetPoints
            {
                CollectionName = place,
                Ids = { byId.Keys.Append(CollectionSettings.Id).Select(id => new Wire.PointId { Uuid = id }) },
                WithPayload = new() { Exclude = new() { Fields = { "folders", "hash", "source" } } },
                WithVectors = new() { Enable = false },
            };
            var answer = await server.AskAsync("sources", place, call => server.Points.GetAsync(request, call), cancellationToken);
            if (answer is not { Result: var found }) continue;
            foreach (var point in found)
            {
                if (point.Id.Uuid == CollectionSettings.Id) settings = CollectionSettings.Read(point.Payload);
                else versions[byId[point.Id.Uuid]] = point.Payload.Number("version") ?? 0;
            }
        }
        return (settings, versions);
    }

    private async Task UpsertAsync(List<Wire.PointStruct> batch, Wire.Filter? only, bool wait, CancellationToken cancellationToken)
    {
        var request = new Wire.UpsertPoints { CollectionName = place, Wait = wait, Points = { batch }, UpdateFilter = only };
        await server.AskAsync("upsert", place, call => server.Points.UpsertAsync(request, call), cancellationToken);
    }

    private Task DeleteAsync(Wire.Filter filter, CancellationToken cancellationToken)
    {
        var request = new Wire.DeletePoints { CollectionName = place, Wait = true, Points = new() { Filter = filter } };
        return server.AskAsync("deletion", place, call => server.Points.DeleteAsync(request, call), cancellationToken);
    }

    // Some at a time; a batch is made when its turn comes.
    private Task SendAsync<T>(IEnumerable<T> batches, Func<T, CancellationToken, Task> send, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            batches, new ParallelOptions { MaxDegreeOfParallelism = options.InFlight, CancellationToken = cancellationToken },
            async (batch, cancel) => await send(batch, cancel));

    /// <summary>Names in groups that make requests of some size.</summary>
    public static IEnumerable<string[]> Grouped(IEnumerable<string> names)
    {
        var group = new List<string>();
        var characters = 0;
        foreach (var name in names)
        {
            if (group.Count == MostNames || (group.Count > 0 && characters + name.Length > MostCharacters))
            {
                yield return [.. group];
                group.Clear();
                characters = 0;
            }
            group.Add(name);
            characters += name.Length;
        }
        if (group.Count > 0) yield return [.. group];
    }
}
