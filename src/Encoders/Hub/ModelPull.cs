using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Rag.Encoders.Hub;

/// <summary>How far a pull is, in bytes; those of an earlier attempt count as done.</summary>
public readonly record struct PullProgress(long Done, long Total);

/// <summary>
/// Brings a model from a hub into a folder. It is gathered in a folder beside, each file as <c>NAME.part</c> until its
/// checksum fits, and moved into place whole; a pull that was stopped goes on where it was.
/// </summary>
/// <param name="http">Keeps the connections; null for one of its own. A caller's must not follow redirections by itself.</param>
/// <param name="time">Measures the waits; null for the system's.</param>
public sealed class ModelPull(HubOptions? options = null, HttpClient? http = null, TimeProvider? time = null)
{
    /// <summary>Of what is not whole yet, folder or file.</summary>
    internal const string PartEnding = ".part";

    /// <summary>Of an older pull while a newer one takes its place.</summary>
    internal const string ReplacedEnding = ".replaced";

    private readonly HubOptions _options = options ?? new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Pulls a model, or does nothing where the folder holds that commit of it already.</summary>
    /// <param name="name">What it is called on the hub, mostly OWNER/NAME.</param>
    /// <param name="revision">A branch, tag or commit.</param>
    /// <param name="folder">Where it goes; an older pull there is replaced.</param>
    /// <exception cref="HubException">It cannot be had, the server fails for too long, a checksum does not fit, or the disk is full.</exception>
    public async Task<PulledModel> Run(
        string name, string revision, string folder, IProgress<PullProgress>? progress = null, CancellationToken cancel = default)
    {
        using var own = http is null ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan } : null;
        var hub = new HubConnection(http ?? own!, _options, _time);
        var listing = await HubListing.Read(hub, name, revision, cancel);
        var endpoint = _options.Endpoint.AbsoluteUri.TrimEnd('/');
        if (PulledModel.Read(folder) is { Commit: { } commit } there && commit == listing.Commit && there.Name == name && there.Endpoint == endpoint
            && there.Files.All(file => File.Exists(Path.Combine(folder, file.Path)))) return there;

        var gathering = folder + PartEnding;
        try
        {
            Directory.CreateDirectory(gathering);
            DeleteOthers(listing, gathering);
            RefuseTooLittleRoom(listing, gathering);
            var done = 0L;
            var pulled = new List<PulledFile>();
            foreach (var file in listing.Files)
            {
                var path = Path.Combine(gathering, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var sha256 = await Fetch(hub, $"{name}/resolve/{Uri.EscapeDataString(revision)}/{Escape(file.Path)}", file, path, count =>
                    progress?.Report(new PullProgress(done + count, listing.Size)), cancel);
                pulled.Add(new PulledFile(file.Path, file.Size, sha256));
                done += file.Size;
                progress?.Report(new PullProgress(done, listing.Size));
            }
            var model = new PulledModel(name, endpoint, revision, listing.Commit, pulled);
            model.Write(gathering);
            MoveIntoPlace(gathering, folder);
            return model;
        }
        catch (IOException e) when (e is not HubException)
        {
            throw new HubException($"{folder} cannot be written ({e.Message.TrimEnd('.')}): make room, and run it again; what has come stays", innerException: e);
        }
    }

    /// <summary>Returns the file's SHA-256 once it lies at <paramref name="path"/>.</summary>
    private static async Task<string> Fetch(HubConnection hub, string address, HubFile file, string path, Action<long> report, CancellationToken cancel)
    {
        if (File.Exists(path) && Fits(file, path, out var hash)) return hash;
        var part = path + PartEnding;
        var resumed = File.Exists(part);
        await hub.Persist(address, () => Continue(hub, address, file, part, report, cancel), cancel);
        if (!Fits(file, part, out hash) && resumed)
        {
            File.Delete(part); // what lay there may have been the beginning of another revision
            await hub.Persist(address, () => Continue(hub, address, file, part, report, cancel), cancel);
        }
        if (!Fits(file, part, out hash))
        {
            File.Delete(part);
            throw new HubException($"{address} came with another checksum ({hash}) than the hub announces ({file.Sha256 ?? file.GitBlob}): run it again, and give up that source if it stays so");
        }
        File.Move(part, path, overwrite: true);
        return hash;
    }

    private static async Task<bool> Continue(HubConnection hub, string address, HubFile file, string part, Action<long> report, CancellationToken cancel)
    {
        await using var target = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        if (target.Length > file.Size) target.SetLength(0);
        var there = target.Seek(0, SeekOrigin.End);
        if (there == file.Size) return true;

        using var response = await hub.Open(address, there, cancel);
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != there)
        {
            target.SetLength(0);
            there = 0;
        }
        await hub.Copy(response, target, count =>
        {
            there += count;
            if (there > file.Size) throw hub.Refusal($"{address} is longer than the {file.Size:N0} bytes the hub announces");
            report(there);
        }, cancel);
        target.Flush(flushToDisk: true);
        return there == file.Size ? true : throw new HubInterruption($"{address} ends after {there:N0} of {file.Size:N0} bytes");
    }

    private static bool Fits(HubFile file, string path, out string sha256)
    {
        sha256 = PulledModel.HashOf(path);
        if (new FileInfo(path).Length != file.Size) return false;
        if (file.Sha256 is { } announced) return announced.Equals(sha256, StringComparison.OrdinalIgnoreCase);
        return file.GitBlob is not { } blob || blob.Equals(GitBlobOf(path), StringComparison.OrdinalIgnoreCase);
    }

    // Git names a file by the SHA-1 of its length and its content.
    private static string GitBlobOf(string path)
    {
        var content = File.ReadAllBytes(path);
#pragma warning disable CA5350 // the hub's choice; against damage it serves
        return Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
    }

    // An attempt at another revision may have left files that this one has not.
    private static void DeleteOthers(HubListing listing, string gathering)
    {
        var wanted = listing.Files.Select(file => Path.Combine(gathering, file.Path)).SelectMany(path => (string[])[path, path + PartEnding]).ToHashSet();
        foreach (var path in Directory.GetFiles(gathering, "*", SearchOption.AllDirectories))
        {
            if (!wanted.Contains(path)) File.Delete(path);
        }
    }

    private static void RefuseTooLittleRoom(HubListing listing, string gathering)
    {
        var there = new DirectoryInfo(gathering).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        var free = new DriveInfo(Path.GetFullPath(gathering)).AvailableFreeSpace;
        if (listing.Size - there > free)
            throw new HubException($"{gathering}: the model takes {listing.Size - there:N0} more bytes and the disk has {free:N0} free: make room, or name another place");
    }

    private static void MoveIntoPlace(string gathering, string folder)
    {
        var replaced = folder + ReplacedEnding;
        if (Directory.Exists(replaced)) Directory.Delete(replaced, recursive: true);
        if (Directory.Exists(folder)) Directory.Move(folder, replaced);
        Directory.Move(gathering, folder);
        if (Directory.Exists(replaced)) Directory.Delete(replaced, recursive: true);
    }

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
