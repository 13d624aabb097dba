using System.Collections.Concurrent;
using Rag.Engine;
using Rag.Engine.Align;
using Rag.Engine.Align.Formats;
using Rag.Engine.Align.Report;
using Rag.Engine.Align.Transcripts;
using Rag.Files;
using Rag.Files.Media;

namespace Rag.Host.CommandLine;

/// <summary>What became of a corpus: the figures of those that are aligned, now or before, and a line for each that is not.</summary>
internal sealed record AlignedCorpus(IReadOnlyList<AlignmentFigures> Files, IReadOnlyList<string> Problems);

/// <summary>
/// A folder of recordings that have a transcript of the same name beside them, and the folder for their alignments: NAME.FORMAT each, pages of a report, and
/// what a later run needs to go on where one was stopped.
/// </summary>
internal sealed class AlignCorpus
{
    /// <summary>The folder in the output for the pages and figures.</summary>
    private const string PagesFolder = "report";

    private static readonly HashSet<string> _endings = new(
        [".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".wma", ".mp4", ".m4v", ".mkv", ".mov", ".webm", ".avi"],
            StringComparer.OrdinalIgnoreCase);

    private readonly IReadOnlyList<Job> _jobs;
    private readonly AlignmentFormat _format;
    private readonly int _without;

    private AlignCorpus(IReadOnlyList<Job> jobs, AlignmentFormat format, string output, int without) =>
        (_jobs, _format, ReportPath, _without) = (jobs, format, Path.Combine(output, "report.html"), without);

    /// <summary>The page of all recordings.</summary>
    public string ReportPath { get; }

    /// <summary>Finds what is to be aligned.</summary>
    /// <exception cref="BadInputException">There is nothing to align, no folder for the alignments, or one would take the place of a transcript.</exception>
    public static AlignCorpus Find(string folder, string? output, AlignmentFormat format)
    {
        if (output is null) throw new BadInputException($"{folder} is a folder; name another for its alignments with -o");
        if (File.Exists(output)) throw new BadInputException($"-o {output}: it is a file; a folder of recordings wants a folder for its alignments");
        var all = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(path => _endings.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal).ToList();
        var jobs = new List<Job>();
        foreach (var recording in all)
        {
            if (Beside(recording) is not { } transcript) continue;
            var name = Path.ChangeExtension(Path.GetRelativePath(folder, recording), null);
            jobs.Add(new Job(recording, transcript, name, Path.Combine(output, name + format.Ending()), Path.Combine(output, PagesFolder, name)));
        }
        if (jobs.Count == 0)
        {
            throw new BadInputException($"{folder}: {all.Count} recordings are in it, and none has a transcript beside it; "
                + $"give it the recording's name with {string.Join(", ", TranscriptFile.Endings)}");
        }
        foreach (var same in jobs.GroupBy(job => job.Target).Where(same => same.Count() > 1))
            throw new BadInputException($"{string.Join(" and ", same.Select(job => job.Recording))} would both be {same.Key}; rename one");
        if (jobs.FirstOrDefault(job => Path.GetFullPath(job.Target) == Path.GetFullPath(job.Transcript)) is { } over)
            throw new BadInputException($"-o {output}: {over.Target} would take the place of the transcript; name another folder");
        return new AlignCorpus(jobs, format, output, all.Count - jobs.Count);
    }

    /// <summary>The transcript of the same name beside a recording; null where there is none.</summary>
    public static string? Beside(string recording) => TranscriptFile.Endings.Select(ending => Path.ChangeExtension(recording, ending))
        .FirstOrDefault(File.Exists);

    /// <summary>Writes an alignment; the page of a media overlay is written beside it.</summary>
    /// <exception cref="IOException">The folder is absent, or the disk full.</exception>
    public static void Write(string path, AlignmentFormat format, Alignment alignment)
    {
        if (format == AlignmentFormat.Smil) WriteText(Path.ChangeExtension(path, ".xhtml"), SmilWriter.Page(alignment));
        WriteText(path, format.Write(alignment));
    }

    /// <summary>Aligns what is not done, some at a time, and writes the report.</summary>
    /// <param name="align">Aligns a recording with its transcript.</param>
    /// <param name="problem">Hears a line about each that cannot be aligned; the rest goes on.</param>
    /// <param name="note">Hears what else is worth saying.</param>
    /// <param name="step">Told how many are done, of how many.</param>
    public async Task<AlignedCorpus> RunAsync(
        Func<string, TranscriptText, CancellationToken, Task<Alignment>> align, Action<string> problem, Action<string> note, Action<int, int> step,
            bool again, int jobs, CancellationToken cancel)
    {
        var figures = new ConcurrentDictionary<Job, AlignmentFigures>();
        var problems = new ConcurrentDictionary<Job, string>();
        var saying = new Lock();
        if (_without > 0) note($"{_without} recordings have no transcript beside them and are left out");
        foreach (var job in _jobs)
        {
            if (!again && job.Done() is { } before) figures[job] = before;
        }
        if (!figures.IsEmpty) note($"{figures.Count} of {_jobs.Count} recordings are done already");
        var done = figures.Count;
        await Parallel.ForEachAsync(_jobs.Where(job => !figures.ContainsKey(job)).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel }, async (job, stop) =>
        {
            try
            {
                figures[job] = await AlignAsync(job, align, stop);
            }
            catch (Exception e) when (e is BadInputException or MediaException)
            {
                problems[job] = e.Message;
            }
            lock (saying)
            {
                if (problems.TryGetValue(job, out var why)) problem(why);
                step(++done, _jobs.Count);
            }
        });
        var files = _jobs.Where(figures.ContainsKey).Select(job => (figures[job], Address(job))).ToList();
        List<string> failed = [.. _jobs.Where(problems.ContainsKey).Select(job => problems[job])];
        WriteText(ReportPath, AlignmentReport.Index(files, failed));
        return new AlignedCorpus([.. files.Select(file => file.Item1)], failed);
    }

    private async Task<AlignmentFigures> AlignAsync(Job job, Func<string, TranscriptText, CancellationToken, Task<Alignment>> align, CancellationToken stop)
    {
        var alignment = await align(job.Recording, TranscriptFile.Read(job.Transcript), stop);
        var figures = AlignmentFigures.Of(job.Name, alignment);
        WriteText(job.Page + ".html", AlignmentReport.Page(job.Name, alignment, LoudnessCurve.Read(job.Recording, stop)));
        Directory.CreateDirectory(Path.GetDirectoryName(job.Target)!);
        Write(job.Target, _format, alignment);
        WriteText(job.Page + ".json", figures.ToJson()); // the last: where it is, all is
        return figures;
    }

    private static string Address(Job job) => string.Join('/', $"{PagesFolder}/{job.Name.Replace('\\', '/')}.html".Split('/').Select(Uri.EscapeDataString));

    private static void WriteText(string path, string text)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        WholeFile.WriteText(path, text);
    }

    /// <param name="Name">The recording's path in the folder, without its ending.</param>
    /// <param name="Target">The file of its alignment.</param>
    /// <param name="Page">The files of its page and its figures, without their endings.</param>
    private sealed record Job(string Recording, string Transcript, string Name, string Target, string Page)
    {
        /// <summary>The figures of an alignment that is not older than recording and transcript; null where it is to be made.</summary>
        public AlignmentFigures? Done()
        {
            var figures = Page + ".json";
            if (!File.Exists(Target) || !File.Exists(figures)) return null;
            var made = File.GetLastWriteTimeUtc(Target);
            return made >= File.GetLastWriteTimeUtc(Recording) && made >= File.GetLastWriteTimeUtc(Transcript)
                ? AlignmentFigures.Read(File.ReadAllText(figures)) : null;
        }
    }
}
